import type { ContainerDetail, ContainerStatus } from '@spawner/contracts';
import type { Action } from '../actions/action.mutation.js';

interface Requested {
  launching: boolean;
  acting: Action | null;
}

/** The status that a click leads to, until the server has answered it; else the status of the container. */
export function shownStatus({ status, launch }: ContainerDetail, { launching, acting }: Requested): ContainerStatus {
  if (acting === 'restart' || acting === 'recreate') return launch ? 'starting' : 'stopping';
  if (acting !== null) return 'stopping';
  return launching && status !== 'running' && status !== 'paused' ? 'starting' : status;
}
