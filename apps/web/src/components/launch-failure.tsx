import type { LaunchFailure } from '@spawner/contracts';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from '../i18n/i18n.js';
import { relativeTime } from '../lib/relative-time.js';
import { useNow } from '../lib/use-now.js';
import { LaunchSteps } from './launch-steps.js';
import { Alert } from './ui/alert.js';

export function LaunchFailureAlert({ failure }: { failure: LaunchFailure }) {
  const { t, language } = useTranslation();
  const time = relativeTime(failure.at, useNow(20_000), language);
  return (
    <Alert tone="danger" role="alert" title={failure.reason} className="animate-enter">
      <p className="whitespace-pre-line text-muted-foreground">{failure.advice}</p>
      <p className="text-xs text-muted-foreground">
        {failure.phase === 'running'
          ? t('failure.whileRunning', { time })
          : t('failure.during', { phase: t(`phase.${failure.phase}`), time })}
      </p>
      {failure.phase !== 'running' && <LaunchSteps steps={failure.steps} failed={failure.phase} />}
      {failure.log_tail.length > 0 && <LogTail lines={failure.log_tail} />}
    </Alert>
  );
}

function LogTail({ lines }: { lines: string[] }) {
  const { t } = useTranslation();
  return (
    <details className="group mt-1">
      <summary className="focus-ring -mx-1 flex min-h-11 list-none items-center gap-1 rounded-md px-1 font-medium md:min-h-8 [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" aria-hidden />
        {t('failure.log')}
      </summary>
      <pre
        tabIndex={0}
        className="focus-ring mt-1 max-h-56 overflow-auto rounded-lg border bg-card p-3 font-mono text-xs leading-relaxed whitespace-pre-wrap wrap-anywhere"
      >
        {lines.join('\n')}
      </pre>
    </details>
  );
}
