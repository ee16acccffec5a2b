import type { ContainerStatus, NextRest } from '@spawner/contracts';
import type { IdleLimits } from '../templates/template.js';
import type { UserContainer } from './user-container.entity.js';

interface Rest {
  readonly action: NextRest['action'];
  /** How long the container has to be unused. */
  readonly seconds: number;
}

/**
 * What comes next for an unused container in this status: first it is paused, because a pause is undone at once, then
 * stopped, then removed. Null where nothing does.
 */
export function restOf(status: ContainerStatus, limits: IdleLimits, canPause: boolean): Rest | null {
  const stop = limits.stop === null ? null : ({ action: 'stop', seconds: limits.stop } as const);
  const remove = limits.remove === null ? null : ({ action: 'remove', seconds: limits.remove } as const);
  const pause = limits.pause === null || !canPause ? null : ({ action: 'pause', seconds: limits.pause } as const);
  return {
    running: pause ?? stop,
    paused: stop ?? remove,
    stopped: remove,
    error: remove,
    not_created: null,
    starting: null,
    stopping: null,
  }[status];
}

export function nextRest(
  row: Pick<UserContainer, 'status' | 'statusSince' | 'lastUsed' | 'containerId'>,
  limits: IdleLimits,
  canPause: boolean,
): NextRest | null {
  const rest = restOf(row.status, limits, canPause);
  if (!rest || row.containerId === null) return null;
  const unusedSince = row.lastUsed ?? row.statusSince;
  return { action: rest.action, at: new Date(unusedSince.getTime() + rest.seconds * 1000).toISOString() };
}
