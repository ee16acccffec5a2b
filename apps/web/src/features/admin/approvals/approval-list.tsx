import type { Person } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { Check } from 'lucide-react';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Section } from '../../../components/section.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { Button, buttonLook } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { TextArea } from '../../../components/ui/text-area.js';
import { nameOf } from '../../../lib/name-of.js';
import { useRegistrationTexts } from '../registration/texts/use-registration-texts.js';
import { useApprovals, useDecide } from './approvals.query.js';

/** People whom an admin has to let in, the longest waiting first. Not there while nobody waits. */
export function ApprovalList() {
  const text = useRegistrationTexts();
  const { data, error } = useApprovals();
  const decide = useDecide();
  const [refusing, setRefusing] = useState<Person | null>(null);
  if (error && !data) return <ProblemAlert error={error} />;
  if (!data || data.items.length === 0) return null;
  const { total, items } = data;
  return (
    <Section
      title={text('approvals.title')}
      text={total === 1 ? text('approvals.one') : text('approvals.many', { count: total })}
      corner={
        total > items.length && (
          <Link to={`${consolePages.people}?state=waiting`} className={buttonLook({ variant: 'outline' })}>
            {text('approvals.all', { count: total })}
          </Link>
        )
      }
    >
      {decide.isError && <ProblemAlert error={decide.error} />}
      <Card>
        <ul className="divide-y" aria-label={text('approvals.title')}>
          {items.map((person) => (
            <Row
              key={person.id}
              person={person}
              isBusy={decide.isPending && decide.variables.id === person.id}
              onApprove={() => decide.mutate({ id: person.id })}
              onRefuse={() => setRefusing(person)}
            />
          ))}
        </ul>
      </Card>
      {refusing && (
        <RefusalDialog
          person={refusing}
          onRefuse={(reason) => decide.mutate({ id: refusing.id, refused: reason ? { reason } : {} })}
          onClose={() => setRefusing(null)}
        />
      )}
    </Section>
  );
}

interface RowProps {
  person: Person;
  isBusy: boolean;
  onApprove: () => void;
  onRefuse: () => void;
}

function Row({ person, isBusy, onApprove, onRefuse }: RowProps) {
  const text = useRegistrationTexts();
  const name = useId();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
      <div className="grid min-w-0 flex-1 basis-52 gap-0.5">
        <p id={name} className="text-sm font-medium wrap-anywhere">
          {nameOf(person)}
        </p>
        <p className="text-xs wrap-anywhere text-muted-foreground">
          {person.display_name && `${person.email} · `}
          {text('approvals.since')} <TimeAgo at={person.created_at} />
        </p>
      </div>
      <div className="flex gap-2">
        <Button size="compact" aria-describedby={name} aria-disabled={isBusy} onClick={onApprove}>
          <Check aria-hidden />
          {text('approvals.approve')}
        </Button>
        <Button variant="outline" size="compact" aria-describedby={name} aria-disabled={isBusy} onClick={onRefuse}>
          {text('approvals.refuse')}
        </Button>
      </div>
    </li>
  );
}

interface RefusalDialogProps {
  person: Person;
  onRefuse: (reason: string) => void;
  onClose: () => void;
}

function RefusalDialog({ person, onRefuse, onClose }: RefusalDialogProps) {
  const text = useRegistrationTexts();
  const [reason, setReason] = useState('');
  return (
    <ConfirmDialog
      title={text('approvals.refuseTitle', { name: nameOf(person) })}
      text={text('approvals.refuseText')}
      confirm={text('approvals.refuse')}
      cancel={text('approvals.cancel')}
      onConfirm={() => onRefuse(reason.trim())}
      onClose={onClose}
    >
      <label className="mt-4 grid gap-2 text-sm font-medium">
        {text('approvals.reason')}
        <TextArea rows={3} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
    </ConfirmDialog>
  );
}
