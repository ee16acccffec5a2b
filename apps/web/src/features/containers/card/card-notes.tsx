import type { ContainerDetail, NextRest } from '@spawner/contracts';
import { ChevronRight, HardDrive, type LucideIcon, Moon, Timer } from 'lucide-react';
import type { ReactNode } from 'react';
import { LaunchSteps } from '../../../components/launch-steps.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { durationText } from '../../../lib/quantities.js';
import { relativeTime } from '../../../lib/relative-time.js';
import { useNow } from '../../../lib/use-now.js';
import { volumesText } from '../actions/volumes-text.js';
import { restText } from './rest-text.js';

/** Facts about the container that need no action: in small print. */
export function CardNotes({ container }: { container: ContainerDetail }) {
  const { t, language } = useTranslation();
  const { last_launch: lastLaunch } = container;
  const rest = restText(t, container, language);
  const awake = container.status === 'running' || container.status === 'paused';
  return (
    <ul className="grid gap-1 text-xs text-muted-foreground">
      {rest && <Note Icon={Moon}>{rest}</Note>}
      {container.next_rest && (
        <Note Icon={Moon}>
          <NextRestText next={container.next_rest} />
        </Note>
      )}
      {container.kept.length > 0 && (
        <Note Icon={HardDrive}>{t('container.volumes', { folders: volumesText(container.kept, language) })}</Note>
      )}
      {awake && lastLaunch && (
        <Note Icon={Timer}>
          <details className="group">
            <summary className="focus-ring -my-1 flex min-h-6 w-fit list-none items-center gap-1 rounded-sm [&::-webkit-details-marker]:hidden">
              {t('launch.took', { time: durationText(lastLaunch.milliseconds, language) })}
              <ChevronRight className="size-3 transition-transform group-open:rotate-90" aria-hidden />
            </summary>
            <div className="mt-1">
              <LaunchSteps steps={lastLaunch.steps} />
            </div>
          </details>
        </Note>
      )}
    </ul>
  );
}

function Note({ Icon, children }: { Icon: LucideIcon; children: ReactNode }) {
  return (
    <li className="flex gap-2">
      <Icon className="mt-px size-3.5 shrink-0" aria-hidden />
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </li>
  );
}

function NextRestText({ next }: { next: NextRest }) {
  const { t, language } = useTranslation();
  const now = useNow(20_000);
  const soon = Date.parse(next.at) - now < 60_000;
  return t(`next.${next.action}`, { time: soon ? t('next.soon') : relativeTime(next.at, now, language) });
}
