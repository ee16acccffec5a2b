import type { LaunchProgress } from '@spawner/contracts';
import { Progress } from '../../components/ui/progress.js';
import { useTranslation } from '../../i18n/i18n.js';
import { phaseText } from './phase-text.js';

export function LaunchProgressPanel({ launch }: { launch: LaunchProgress | null }) {
  const { t } = useTranslation();
  const phase = phaseText(t, launch);
  const percent = launch?.percent ?? null;
  return (
    <div className="grid animate-enter grid-cols-1 content-start gap-2">
      <div className="flex justify-between gap-3 text-sm">
        <span role="status">{phase}</span>
        {percent !== null && <span className="text-muted-foreground tabular-nums">{Math.round(percent)} %</span>}
      </div>
      <Progress percent={percent} label={phase} />
      <p className="min-h-5 truncate font-mono text-xs text-muted-foreground" title={launch?.detail ?? undefined}>
        {launch?.detail}
      </p>
    </div>
  );
}
