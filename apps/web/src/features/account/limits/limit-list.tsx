import type { OwnLimit } from '@spawner/contracts';
import { useId } from 'react';
import { Loading } from '../../../components/loading.js';
import { Card } from '../../../components/ui/card.js';
import { Meter } from '../../../components/ui/meter.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { Section } from '../section.js';
import { amountNumber, amountText } from './amount-text.js';
import { useLimits } from './limits.query.js';

type Bounded = OwnLimit & { value: number };

/** What the user may have at the same time, and how much of it is in use. */
export function LimitList() {
  const { t } = useTranslation();
  const { data: limits, error } = useLimits();
  const bounded = limits?.filter((limit): limit is Bounded => limit.value !== null);
  return (
    <Section title={t('limits.title')} text={bounded?.length === 0 ? t('limits.none') : t('limits.text')}>
      {!bounded && <Loading error={error} />}
      {bounded && bounded.length > 0 && (
        <Card>
          <ul className="grid divide-y" aria-label={t('limits.title')}>
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
  const { t, language } = useTranslation();
  const name = useId();
  const text = t('limits.used', {
    used: amountNumber(language, kind, used),
    value: amountText(t, language, kind, value),
  });
  return (
    <li className="grid gap-2 px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <p id={name} className="font-medium">
          {t(`limits.kinds.${kind}`)}
        </p>
        <p className="tabular-nums">{text}</p>
      </div>
      <Meter used={used} value={value} labelledBy={name} text={text} />
      {rule && (
        <p className="text-xs text-muted-foreground">
          {t(`limits.rules.${rule.scope === 'user' ? 'person' : (rule.role ?? 'everyone')}`)}
        </p>
      )}
    </li>
  );
}
