import type { LimitsOfPerson } from '@spawner/contracts';
import { useLimitAmount } from '../../../components/limit-amount/use-limit-amount.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { useLimitsOf } from './people.query.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

type Limit = LimitsOfPerson['limits'][number];

/** What holds for somebody, and the rule that decides it. */
export function PersonLimits({ id }: { id: string }) {
  const text = usePeopleTexts();
  const { data, error } = useLimitsOf(id);
  if (error) return <ProblemAlert error={error} />;
  if (!data) return null;
  return (
    <section aria-labelledby="limits" className="grid gap-3">
      <div>
        <h2 id="limits" className="text-lg font-semibold tracking-tight">
          {text('limits')}
        </h2>
        <p className="text-sm text-muted-foreground">{text('limitsText')}</p>
      </div>
      <ul className="divide-y rounded-2xl border bg-card text-sm shadow-card">
        {data.limits.map((limit) => (
          <LimitRow key={limit.kind} limit={limit} />
        ))}
      </ul>
    </section>
  );
}

function LimitRow({ limit: { kind, used, value, rules } }: { limit: Limit }) {
  const text = usePeopleTexts();
  const { amountText } = useLimitAmount();
  const deciding = rules.find(({ decides }) => decides);
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-3">
      <span className="font-medium">{text(`limitKinds.${kind}`)}</span>
      <span className="flex flex-wrap gap-x-3">
        <span className="tabular-nums">
          {amountText(kind, used)} / {value === null ? text('unlimited') : amountText(kind, value)}
        </span>
        <span className="text-muted-foreground">{deciding ? text(`limitFrom.${deciding.scope}`) : text('noRule')}</span>
      </span>
    </li>
  );
}
