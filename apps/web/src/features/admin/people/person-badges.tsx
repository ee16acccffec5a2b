import type { Person } from '@spawner/contracts';
import { Ban, Hourglass, Trash2, TriangleAlert } from 'lucide-react';
import { Badge } from '../../../components/ui/badge.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

/** What is special about an account. */
export function PersonBadges({ person, isSelf }: { person: Person; isSelf: boolean }) {
  const text = usePeopleTexts();
  const { language } = useTranslation();
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  return (
    <>
      {isSelf && <Badge tone="accent">{text('you')}</Badge>}
      {person.blocked && (
        <Badge tone="danger">
          <Ban aria-hidden />
          {text('blocked')}
        </Badge>
      )}
      {person.approval !== 'granted' && (
        <Badge tone="warning">
          <Hourglass aria-hidden />
          {text(person.approval === 'waiting' ? 'waiting' : 'notApproved')}
        </Badge>
      )}
      {person.erase_after !== null && (
        <Badge tone="warning">
          <Trash2 aria-hidden />
          {text('erasedOn', { date: day.format(new Date(person.erase_after)) })}
        </Badge>
      )}
      {person.erase_error !== null && (
        <Badge tone="danger">
          <TriangleAlert aria-hidden />
          {text('eraseFails')}
        </Badge>
      )}
    </>
  );
}
