import type { ContainerDetail } from '@spawner/contracts';
import type { Translate } from '../../../i18n/texts.type.js';
import { waitText } from '../../../i18n/wait-text.js';

/** What a container that starts is doing, or waits for. */
export function phaseText(
  t: Translate,
  { launch, waits_for: waits }: Pick<ContainerDetail, 'launch' | 'waits_for'>,
): string {
  if (waits) return waitText(t, waits);
  if (!launch) return t('phase.unknown');
  if (launch.wait) return t(`wait.${launch.wait.reason}`, { position: launch.wait.position });
  return launch.phase === 'queued' && launch.queue_position !== null
    ? t('phase.queuedAt', { position: launch.queue_position })
    : t(`phase.${launch.phase}`);
}
