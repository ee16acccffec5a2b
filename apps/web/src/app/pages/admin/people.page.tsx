import { PageHead } from '../../../components/page-head.js';
import { PeopleList } from '../../../features/admin/people/people-list.js';
import { usePeopleTexts } from '../../../features/admin/people/texts/use-people-texts.js';
import { useMe } from '../../../features/auth/me.query.js';

export function PeoplePage() {
  const text = usePeopleTexts();
  const { data: user } = useMe();
  return (
    <div className="grid gap-6">
      <PageHead title={text('title')} text={text('text')} />
      <PeopleList ownId={user?.id} />
    </div>
  );
}
