import type { Container, ContainerStatus } from '@spawner/contracts';
import type { Action } from '../actions/action.mutation.js';

interface UnderWay {
  launching: boolean;
  acting: Action | null;
  /** The server has told what the launch is doing. */
  launchKnown: boolean;
}

/** What is known may be a moment behind what was just asked for. */
export function shownStatus({ status }: Container, { launching, acting, launchKnown }: UnderWay): ContainerStatus {
  if (acting === 'restart' || acting === 'recreate') return launchKnown ? 'starting' : 'stopping';
  if (acting !== null) return 'stopping';
  return launching && status !== 'running' && status !== 'paused' ? 'starting' : status;
}
