import type { ContainerStatus } from '@spawner/contracts';
import type { Instance } from '../runtime/container-runtime.js';

/** What a row remembers, as far as the comparison needs it. */
export interface Remembered {
  readonly status: ContainerStatus;
  readonly containerId: string | null;
}

export type Correction =
  | { readonly kind: 'none' }
  | { readonly kind: 'seen'; readonly status: ContainerStatus }
  | { readonly kind: 'absent' };

const statusOf: Readonly<Record<Instance['state'], ContainerStatus>> = {
  created: 'stopped',
  running: 'running',
  paused: 'stopped',
  restarting: 'starting',
  exited: 'stopped',
};

/**
 * What is there → what the row should say. An error stays until the next launch or until the container is gone: that a
 * container runs does not mean its page works.
 */
export function reconcile(row: Remembered | null, instance: Instance | null): Correction {
  if (!instance) {
    const expected = row !== null && row.status !== 'not_created' && row.status !== 'error';
    return expected ? { kind: 'absent' } : { kind: 'none' };
  }
  const status = statusOf[instance.state];
  if (row?.status === 'error' && row.containerId === instance.id) return { kind: 'none' };
  if (row?.status === status && row.containerId === instance.id) return { kind: 'none' };
  return { kind: 'seen', status };
}
