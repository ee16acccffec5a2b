import type { ContainerDetail } from '@spawner/contracts';
import { launchPhases } from '@spawner/contracts/values';
import { LaunchSteps } from '../../../components/launch-steps.js';
import { Progress } from '../../../components/ui/progress.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { byteText, partText, roughTime } from '../../../lib/quantities.js';
import { useNow } from '../../../lib/use-now.js';
import { Elapsed } from './elapsed.js';
import { phaseText } from './phase-text.js';

type Launched = Pick<ContainerDetail, 'launch' | 'waits_for'>;

interface LaunchProgressPanelProps {
  container: Launched;
  /** When the container began to start, as far as is known. */
  since: string | number | null;
}

export function LaunchProgressPanel({ container, since }: LaunchProgressPanelProps) {
  const { launch } = container;
  const { t, language } = useTranslation();
  const began = launch?.since ?? since;
  const percent = launch?.percent ?? null;
  const bytes = launch?.bytes && {
    done: partText(launch.bytes.done, launch.bytes.total, language),
    total: byteText(launch.bytes.total, language),
  };
  return (
    <div className="grid animate-enter grid-cols-1 content-start gap-2">
      <div className="flex flex-wrap justify-between gap-x-3 text-sm">
        <span role="status">{phaseText(t, container)}</span>
        {began && <Elapsed since={began} />}
      </div>
      <PhaseBar container={container} />
      {launch?.wait?.free_at && <FreeAt at={launch.wait.free_at} />}
      <p className="flex min-h-4 justify-between gap-3 text-xs text-muted-foreground">
        <span className="min-w-0 truncate font-mono" title={launch?.detail ?? undefined}>
          {launch?.detail}
        </span>
        <span className="shrink-0 tabular-nums">
          {[bytes && t('launch.bytes', bytes), percent !== null && `${Math.round(percent)} %`]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </p>
      <LaunchSteps steps={launch?.steps ?? []} />
    </div>
  );
}

/** Changes by the minute, and not read out. */
function FreeAt({ at }: { at: string }) {
  const { t, language } = useTranslation();
  const left = Date.parse(at) - useNow(20_000);
  return (
    <p className="text-xs text-muted-foreground">
      {left < 60_000 ? t('wait.soon') : t('wait.freeIn', { time: roughTime(left, language) })}
    </p>
  );
}

/** One segment for each phase: filled when it is over, wide for the current one. */
function PhaseBar({ container }: { container: Launched }) {
  const { launch } = container;
  const { t } = useTranslation();
  const current = launchPhases.indexOf(launch?.phase ?? 'queued');
  return (
    <div className="flex gap-1">
      {launchPhases.map((phase, index) => (
        <div key={phase} className={index === current ? 'min-w-0 flex-8' : 'min-w-0 flex-1'}>
          {index === current ? (
            <Progress percent={launch?.percent ?? null} label={phaseText(t, container)} />
          ) : (
            <div className={index < current ? 'h-1.5 rounded-full bg-primary' : 'h-1.5 rounded-full bg-muted'} />
          )}
        </div>
      ))}
    </div>
  );
}
