import type { LaunchPhase, LaunchStep } from '@spawner/contracts';
import { Check, X } from 'lucide-react';
import { useTranslation } from '../i18n/i18n.js';
import { durationText } from '../lib/quantities.js';

interface LaunchStepsProps {
  steps: readonly LaunchStep[];
  /** The phase in which the launch failed, after them. */
  failed?: LaunchPhase;
}

/** The phases that are over, and how long each took. */
export function LaunchSteps({ steps, failed }: LaunchStepsProps) {
  const { t, language } = useTranslation();
  return (
    <ol className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-muted-foreground" aria-label={t('launch.steps')}>
      {steps.map(({ phase, milliseconds }) => (
        <li key={phase} className="inline-flex items-center gap-1 whitespace-nowrap tabular-nums">
          <Check className="size-3 text-success" aria-hidden />
          {t(`step.${phase}`)} {durationText(milliseconds, language)}
        </li>
      ))}
      {failed && (
        <li className="inline-flex items-center gap-1 font-medium whitespace-nowrap text-danger">
          <X className="size-3" aria-hidden />
          {t('launch.failedIn', { step: t(`step.${failed}`) })}
        </li>
      )}
    </ol>
  );
}
