import type { Container, ContainerStatus } from '@spawner/contracts';

/** An action of a card beside opening the service. */
export type Offer =
  | 'stop'
  | 'restart'
  | 'upload'
  | 'uploadFolder'
  | 'share'
  | 'logs'
  | 'recreate'
  | 'remove'
  | 'deleteVolumes';

export interface Offers {
  atHand: Offer[];
  more: Offer[];
}

const settled: ReadonlySet<ContainerStatus> = new Set(['running', 'paused', 'stopped', 'error']);
const awake: ReadonlySet<ContainerStatus> = new Set(['running', 'paused']);

/** The actions that are possible in this state: some as buttons, the rest behind "more". */
export function offersOf(container: Container, status: ContainerStatus): Offers {
  const exists = container.container_id !== null;
  const hasLog = (exists || status === 'error') && status !== 'not_created';
  const upload: Offer[] = exists && container.accepts_files && settled.has(status) ? ['upload', 'uploadFolder'] : [];
  const share: Offer[] = exists && container.sharing !== 'unneeded' && settled.has(status) ? ['share'] : [];
  const logs: Offer[] = hasLog && status !== 'stopping' ? ['logs'] : [];
  if (awake.has(status))
    return { atHand: ['stop', 'restart'], more: [...share, ...upload, ...logs, 'recreate', 'remove'] };
  if (status === 'starting') return { atHand: ['stop', ...logs], more: [] };
  if (settled.has(status)) return { atHand: logs, more: [...share, ...upload, 'recreate', 'remove'] };
  return { atHand: [], more: status === 'not_created' && container.kept.length > 0 ? ['deleteVolumes'] : [] };
}
