import type { LaunchStep } from '@spawner/contracts';
import { Check } from 'lucide-react';
import { useTranslation } from '../../../i18n/i18n.js';
import { durationText } from '../../../lib/quantities.js';

/** The phases that are over, and how long each took. */
export function LaunchSteps({ steps }: { steps: readonly LaunchStep[] }) {
  const { t, language } = useTranslation();
  return (
    <ol className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-muted-foreground" aria-label={t('launch.steps')}>
      {steps.map(({ phase, milliseconds }) => (
        <li key={phase} className="inline-flex items-center gap-1 whitespace-nowrap tabular-nums">
          <Check className="size-3 text-success" aria-hidden />
          {t(`step.${phase}`)} {durationText(milliseconds, language)}
        </li>
      ))}
    </ol>
  );
}
