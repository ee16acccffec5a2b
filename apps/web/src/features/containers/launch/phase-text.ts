import type { LaunchProgress } from '@spawner/contracts';
import type { Translate } from '../../../i18n/texts.type.js';

export function phaseText(t: Translate, launch: LaunchProgress | null): string {
  if (!launch) return t('phase.unknown');
  if (launch.wait) return t(`wait.${launch.wait.reason}`, { position: launch.wait.position });
  return launch.phase === 'queued' && launch.queue_position !== null
    ? t('phase.queuedAt', { position: launch.queue_position })
    : t(`phase.${launch.phase}`);
}
