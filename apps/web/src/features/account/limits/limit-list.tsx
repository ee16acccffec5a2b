import type { OwnLimit } from '@spawner/contracts';
import { useId } from 'react';
import { useLimitAmount } from '../../../components/limit-amount/use-limit-amount.js';
import { Loading } from '../../../components/loading.js';
import { Section } from '../../../components/section.js';
import { Card } from '../../../components/ui/card.js';
import { Meter } from '../../../components/ui/meter.js';
import { useLimits } from './limits.query.js';
import { useLimitTexts } from './texts/use-limit-texts.js';

type Bounded = OwnLimit & { value: number };

/** What the user may have at the same time, and how much of it is in use. */
export function LimitList() {
  const text = useLimitTexts();
  const { data: limits, error } = useLimits();
  const bounded = limits?.filter((limit): limit is Bounded => limit.value !== null);
  return (
    <Section title={text('title')} text={bounded?.length === 0 ? text('none') : text('text')}>
      {!bounded && <Loading error={error} />}
      {bounded && bounded.length > 0 && (
        <Card>
          <ul className="grid divide-y" aria-label={text('title')}>
            {bounded.map((limit) => (
              <LimitBar key={limit.kind} limit={limit} />
            ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}

function LimitBar({ limit: { kind, used, value, rule } }: { limit: Bounded }) {
  const text = useLimitTexts();
  const { shareText } = useLimitAmount();
  const name = useId();
  const use = shareText(kind, used, value);
  return (
    <li className="grid gap-2 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <p id={name} className="font-medium">
          {text(`kinds.${kind}`)}
        </p>
        <p className="tabular-nums">{use}</p>
      </div>
      <Meter used={used} value={value} labelledBy={name} text={use} />
      {rule && (
        <p className="text-xs text-muted-foreground">
          {text(`rules.${rule.scope === 'user' ? 'person' : (rule.role ?? 'everyone')}`)}
        </p>
      )}
    </li>
  );
}
