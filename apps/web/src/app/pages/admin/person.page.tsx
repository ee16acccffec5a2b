import { useParams } from 'react-router';
import { Loading } from '../../../components/loading.js';
import { useAddress } from '../../../components/table/use-address.js';
import { ContainersOf } from '../../../features/admin/containers/containers-of.js';
import { ClassesTab } from '../../../features/admin/people/classes-tab.js';
import { DataTab } from '../../../features/admin/people/data-tab.js';
import { LoginTab } from '../../../features/admin/people/login-tab.js';
import { usePerson } from '../../../features/admin/people/people.query.js';
import { PersonAudit } from '../../../features/admin/people/person-audit.js';
import { PersonHead } from '../../../features/admin/people/person-head.js';
import { PersonLimits } from '../../../features/admin/people/person-limits.js';
import { PersonTabs, personTabs } from '../../../features/admin/people/person-tabs.js';
import { useMe } from '../../../features/auth/me.query.js';
import { hasCode } from '../../../lib/problem.js';
import { NotFoundNotice } from '../not-found.page.js';

export function PersonPage() {
  const { id = '' } = useParams();
  const { data: user } = useMe();
  const { tab } = useAddress({ tab: personTabs }).values;
  const { data: person, error, refetch } = usePerson(id);
  if (hasCode(error, 'not_found')) return <NotFoundNotice />;
  if (!person) return <Loading error={error} onRetry={() => void refetch()} />;
  return (
    <div className="grid gap-6">
      <PersonHead person={person} isSelf={person.id === user?.id} />
      <PersonTabs shown={tab} />
      {tab === 'overview' && (
        <>
          <ContainersOf ownerId={person.id} />
          {person.deleted_at === null && <PersonLimits id={id} />}
        </>
      )}
      {tab === 'login' && <LoginTab person={person} />}
      {tab === 'classes' && <ClassesTab classes={person.classes} />}
      {tab === 'data' && <DataTab person={person} />}
      {tab === 'audit' && <PersonAudit id={id} />}
    </div>
  );
}
