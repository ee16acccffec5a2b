import type { ContainerStatus, RestReason } from '@spawner/contracts';
import type { Failure } from '../containers/failure.js';
import type { Intent } from '../containers/operations/intent.js';
import type { Instance } from '../runtime/container-runtime.js';

/** What a row remembers, as far as the comparison needs it. */
export interface Remembered {
  readonly status: ContainerStatus;
  readonly intent: Intent | null;
  readonly containerId: string | null;
  readonly failure: Pick<Failure, 'code'> | null;
}

export type Correction =
  | { readonly kind: 'none' }
  /** An operation has to go on, or begin. */
  | { readonly kind: 'perform'; readonly intent: Intent }
  | { readonly kind: 'rests'; readonly status: 'paused' | 'stopped'; readonly reason: RestReason }
  | { readonly kind: 'absent' }
  /** It ends over and over. */
  | { readonly kind: 'failing' };

const NONE: Correction = { kind: 'none' };

/**
 * What is there → what to do about the row, for a card that nobody works on.
 * @param failing the runtime starts it again and again, in vain
 */
export function reconcile(row: Remembered | null, instance: Instance | null, failing = false): Correction {
  // Whoever was at it is gone.
  if (row?.intent) return { kind: 'perform', intent: row.intent };
  if (!instance) return row && row.status !== 'not_created' && !failedForGood(row) ? { kind: 'absent' } : NONE;
  if (failing) return row?.status === 'error' ? NONE : { kind: 'failing' };
  const same = row?.containerId === instance.id;
  // That a container runs does not mean that its page works; whoever wants to know launches it again.
  if (same && failedForGood(row)) return NONE;
  switch (instance.state) {
    case 'running':
      // Started by somebody else's hand: it is shown as running once its page can be opened.
      return same && row.status === 'running' ? NONE : { kind: 'perform', intent: 'launch' };
    case 'restarting':
      return NONE;
    case 'paused':
      return same && row.status === 'paused' ? NONE : { kind: 'rests', status: 'paused', reason: 'ended' };
    case 'created':
    case 'exited':
      return same && row.status === 'stopped' ? NONE : { kind: 'rests', status: 'stopped', reason: 'ended' };
  }
}

/** An error stays until the next launch, unless it only says that the runtime was away. */
const failedForGood = (row: Remembered | null): boolean =>
  row?.status === 'error' && row.failure?.code !== 'runtime_unreachable';
