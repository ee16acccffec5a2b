import { classPages } from '@spawner/contracts/values';
import { SearchX, Smile, Users } from 'lucide-react';
import { generatePath, Link } from 'react-router';
import { Notice } from '../../components/notice.js';
import { Button, buttonLook } from '../../components/ui/button.js';
import { useLiveTexts } from './texts/use-live-texts.js';

interface EmptyNoticeProps {
  classId: number;
  /** What is empty: the class, a state, or those who need somebody. */
  of?: 'class' | 'state' | 'unusual';
  onShowAll?: () => void;
}

export function EmptyNotice({ classId, of = 'class', onShowAll }: EmptyNoticeProps) {
  const text = useLiveTexts();
  if (of === 'class')
    return (
      <Notice icon={Users} title={text('emptyTitle')} text={text('emptyText')}>
        <Link to={generatePath(classPages.members, { id: String(classId) })} className={buttonLook()}>
          {text('emptyLink')}
        </Link>
      </Notice>
    );
  const showAll = (
    <Button variant="outline" onClick={onShowAll}>
      {text('showAll')}
    </Button>
  );
  return of === 'state' ? (
    <Notice icon={SearchX} title={text('noMatchTitle')} text={text('noMatchText')}>
      {showAll}
    </Notice>
  ) : (
    <Notice icon={Smile} title={text('unremarkableTitle')} text={text('unremarkableText')}>
      {showAll}
    </Notice>
  );
}
