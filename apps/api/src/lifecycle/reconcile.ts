import { ContainerStatus, type RestReason } from '@spawner/contracts';
import { isForGood } from '../containers/failure.js';
import type { Intent } from '../containers/intent.js';
import type { RowState } from '../containers/user-container.queries.js';
import type { Instance, InstanceState } from '../runtime/container-runtime.js';

export type Remembered = Pick<RowState, 'status' | 'intent' | 'containerId' | 'failure'>;
/** As far as the comparison needs it. */
export type Found = Pick<Instance, 'id' | 'state'>;

export type Correction =
  | { readonly kind: 'none' }
  /** An operation has to be continued, or begun. */
  | { readonly kind: 'perform'; readonly intent: Intent }
  | { readonly kind: 'rests'; readonly status: 'paused' | 'stopped'; readonly reason: RestReason }
  | { readonly kind: 'absent' }
  /** The container ends again and again. */
  | { readonly kind: 'failing' };

const NONE: Correction = { kind: 'none' };

/**
 * Row and state of the runtime → the correction, for a container that no operation works on.
 * @param failing the runtime restarts it again and again
 */
export function reconcile(row: Remembered | null, instance: Found | null, failing = false): Correction {
  // The process that worked on it has ended.
  if (row?.intent) return { kind: 'perform', intent: row.intent };
  if (!instance) return row && row.status !== 'not_created' && !failedForGood(row) ? { kind: 'absent' } : NONE;
  const same = row?.containerId === instance.id;
  const rests = instance.state === 'exited' || instance.state === 'created' || instance.state === 'paused';
  if (same && rests && failedForGood(row)) return NONE;
  if (failing) return { kind: 'failing' };
  switch (instance.state) {
    case 'running':
      // Started outside Spawner, or left running by a launch that failed when its process ended: a launch shows it as
      // running once its page can be opened, and stops it otherwise.
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

/** An error stays until the next launch, unless its reason is that the runtime or its machine was away. */
const failedForGood = (row: Remembered | null): boolean => row?.status === 'error' && isForGood(row.failure?.code);

const STATES: readonly InstanceState[] = ['created', 'running', 'paused', 'restarting', 'exited'];

const isSettled = (status: ContainerStatus, found: Found | null): boolean =>
  reconcile({ status, intent: null, containerId: 'id', failure: null }, found).kind === 'none';

/** What needs no correction, for the queries that leave such rows out: pairs of a row's status and a container's state. */
export const SETTLED: readonly (readonly [ContainerStatus, InstanceState])[] = ContainerStatus.options.flatMap(
  (status) => STATES.filter((state) => isSettled(status, { id: 'id', state })).map((state) => [status, state] as const),
);

/** Statuses that need no container. */
export const SETTLED_WITHOUT: readonly ContainerStatus[] = ContainerStatus.options.filter((status) =>
  isSettled(status, null),
);
