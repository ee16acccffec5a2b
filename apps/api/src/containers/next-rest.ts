import type { NextRest } from '@spawner/contracts';
import type { IdleLimits } from '../templates/template.js';
import type { UserContainer } from './user-container.entity.js';

/**
 * What comes next for a container that nobody uses, and when: first it is paused, which costs nothing to undo, then
 * stopped, then removed. Null where nothing ever does.
 */
export function nextRest(
  row: Pick<UserContainer, 'status' | 'statusSince' | 'lastUsed'>,
  limits: IdleLimits,
  canPause: boolean,
): NextRest | null {
  const stop = limits.stop === null ? null : ({ action: 'stop', seconds: limits.stop } as const);
  const remove = limits.remove === null ? null : ({ action: 'remove', seconds: limits.remove } as const);
  const pause = limits.pause === null || !canPause ? null : ({ action: 'pause', seconds: limits.pause } as const);
  const next = {
    running: pause ?? stop,
    paused: stop ?? remove,
    stopped: remove,
    error: remove,
    not_created: null,
    starting: null,
    stopping: null,
  }[row.status];
  if (!next) return null;
  const unusedSince = row.lastUsed ?? row.statusSince;
  return { action: next.action, at: new Date(unusedSince.getTime() + next.seconds * 1000).toISOString() };
}
