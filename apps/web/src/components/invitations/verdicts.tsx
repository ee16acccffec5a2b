import type { InvitationOutcome, NewInvitationsResponse } from '@spawner/contracts';
import { Badge } from '../ui/badge.js';
import { useInvitingTexts } from './texts/use-inviting-texts.js';

type Items = NewInvitationsResponse['items'];

const sent: ReadonlySet<InvitationOutcome> = new Set(['new', 'renewed']);

export const countSent = (items: Items = []): number => items.filter(({ outcome }) => sent.has(outcome)).length;

/** What becomes of each address. */
export function Verdicts({ items }: { items: Items }) {
  const text = useInvitingTexts();
  return (
    <ul
      tabIndex={0}
      aria-label={text('preview')}
      className="focus-ring max-h-48 divide-y overflow-y-auto rounded-xl border text-sm"
    >
      {items.map(({ text: given, email, outcome }, index) => (
        <li key={index} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-3 py-2">
          <span className="min-w-0 wrap-anywhere">{email ?? given}</span>
          <Badge tone={sent.has(outcome) ? 'success' : outcome === 'no_address' ? 'danger' : 'neutral'}>
            {text(`outcomes.${outcome}`)}
          </Badge>
        </li>
      ))}
    </ul>
  );
}
