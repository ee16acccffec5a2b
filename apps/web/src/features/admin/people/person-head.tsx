import type { PersonDetail, Role } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Link } from 'react-router';
import { PageHead } from '../../../components/page-head.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { LastSeen } from '../../../components/table/last-seen.js';
import { Alert } from '../../../components/ui/alert.js';
import { Select } from '../../../components/ui/select.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { nameOf } from '../../../lib/name-of.js';
import { hasCode } from '../../../lib/problem.js';
import { EmailField } from './email-field.js';
import { NameField } from './name-field.js';
import { peopleFilters, usePersonAct } from './people.query.js';
import { PersonActs } from './person-acts.js';
import { PersonBadges } from './person-badges.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

const roles = peopleFilters.role.filter((role) => role !== '');

interface PersonHeadProps {
  person: PersonDetail;
  isSelf: boolean;
}

/** Who it is, and what can be changed about the account. */
export function PersonHead({ person, isSelf }: PersonHeadProps) {
  const text = usePeopleTexts();
  const hint = useId();
  const change = usePersonAct((role: Role) =>
    callAdmin('changePerson', { params: { id: String(person.id) }, body: { version: person.version, role } }),
  );
  return (
    <div className="grid gap-4">
      <Link
        to={consolePages.people}
        className="focus-ring flex w-fit items-center gap-1.5 rounded-sm text-sm text-muted-foreground hover:text-foreground"
      >
        <ArrowLeft className="size-4" aria-hidden />
        {text('back')}
      </Link>
      <PageHead title={nameOf(person)}>{!isSelf && <PersonActs person={person} />}</PageHead>
      <div className="flex flex-wrap gap-2 empty:hidden">
        <PersonBadges person={person} isSelf={isSelf} />
      </div>
      {person.blocked && person.blocked_reason !== null && (
        <Alert
          tone="warning"
          title={person.blocked_by ? text('blockedBy', { name: person.blocked_by.name }) : text('blocked')}
        >
          <p>{person.blocked_reason}</p>
        </Alert>
      )}
      <dl className="grid gap-x-8 gap-y-4 rounded-2xl border bg-card p-4 text-sm shadow-card sm:grid-cols-2 sm:p-5 xl:grid-cols-4">
        <Fact name={text('name')}>
          <NameField key={person.version} person={person} />
        </Fact>
        <Fact name={text('email')}>
          <EmailField person={person} isSelf={isSelf} />
          <span className="block text-xs text-muted-foreground">
            {text('slug')}: <span className="font-mono">{person.slug}</span>
          </span>
        </Fact>
        <Fact name={text('role')}>
          <Select
            aria-label={text('role')}
            aria-describedby={isSelf ? hint : undefined}
            className="w-full max-w-48"
            value={person.role}
            disabled={isSelf || person.deleted_at !== null || change.isPending}
            onChange={({ target }) => change.mutate(target.value as Role)}
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {text(`roles.${role}`)}
              </option>
            ))}
          </Select>
          {isSelf && (
            <span id={hint} className="mt-1 block text-xs text-muted-foreground">
              {text('ownRole')}
            </span>
          )}
        </Fact>
        <Fact name={text('seen')}>
          <LastSeen at={person.last_seen_at} />
        </Fact>
      </dl>
      {change.isError && (
        <ProblemAlert error={change.error}>
          {hasCode(change.error, 'changed_meanwhile') && <p>{text('changedMeanwhile')}</p>}
        </ProblemAlert>
      )}
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="grid content-start gap-1.5">
    <dt className="text-xs font-medium text-muted-foreground">{name}</dt>
    <dd>{children}</dd>
  </div>
);
