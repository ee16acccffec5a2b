import type { ContainerStatus, LaunchProgress, LiveState, WaitsFor } from '@spawner/contracts';

/** What the state of a member depends on. */
export interface StateFacts {
  readonly helpAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly status: ContainerStatus;
  readonly statusSince: Date | null;
  readonly lastUsed: Date | null;
  /** Null where it runs or should not. */
  readonly waitsFor: WaitsFor | null;
  /** Null where no launch is in progress, or another process has not reported it yet. */
  readonly launch: LaunchProgress | null;
  /** 95 of 100 launches of this template take no longer; null where there were none. */
  readonly p95: number | null;
}

export interface StateAt {
  readonly state: LiveState;
  readonly since: Date | null;
  /** What it is from that time on if nothing else changes. */
  readonly next: { readonly state: LiveState; readonly at: Date } | null;
}

const QUIET_AFTER_MS = 120_000;
const STUCK_AFTER_MS = 30_000;
const STUCK_AFTER_P95 = 3;
const LINE_STANDS_MS = 60_000;
const IMAGE_STANDS_MS = 30_000;

/** Nobody knows since when, or until when. */
const MACHINE_AWAY: StateAt = { state: 'waiting', since: null, next: null };

/**
 * Depends on nothing but its arguments. No state changes by time more than once, so whoever has the answer knows when to show
 * another state, and needs no other rule for it.
 */
export function stateAt(facts: StateFacts, now: Date): StateAt {
  const { helpAt, statusSince, lastSeenAt, launch } = facts;
  if (helpAt) return { state: 'help', since: helpAt, next: null };
  switch (facts.status) {
    case 'error':
      return { state: 'failed', since: statusSince, next: null };
    case 'starting':
      if (facts.waitsFor) return MACHINE_AWAY;
      return turning(now, isInLine(launch) ? 'waiting' : 'starting', launchBegan(facts), 'stuck', stuckAt(facts, now));
    case 'running':
      if (facts.waitsFor) return MACHINE_AWAY;
      return turning(now, 'working', statusSince, 'quiet', after(facts.lastUsed ?? statusSince ?? now, QUIET_AFTER_MS));
    case 'paused':
    case 'stopping':
    case 'stopped':
      return { state: 'resting', since: statusSince, next: null };
    case 'not_created': {
      const isHere = lastSeenAt !== null && lastSeenAt >= dayOf(now);
      if (!isHere) return { state: 'absent', since: lastSeenAt, next: null };
      return { state: 'not_started', since: null, next: { state: 'absent', at: dayOf(now, 1) } };
    }
  }
}

function turning(now: Date, state: LiveState, since: Date | null, later: LiveState, at: Date): StateAt {
  return now < at ? { state, since, next: { state: later, at } } : { state: later, since: at, next: null };
}

/**
 * The line and the image have rules of their own: both take as long as they take while they go on, so their time does not
 * count for the launch.
 */
function stuckAt({ launch, statusSince, p95 }: StateFacts, now: Date): Date {
  const limit = Math.max(STUCK_AFTER_MS, STUCK_AFTER_P95 * (p95 ?? 0));
  if (!launch) return after(statusSince ?? now, limit);
  if (launch.phase === 'queued') return after(new Date(launch.moved_at), LINE_STANDS_MS);
  if (launch.phase === 'image') return after(new Date(launch.moved_at), IMAGE_STANDS_MS);
  return after(new Date(launch.since), limit - spent(launch, ['queued', 'image']));
}

function launchBegan({ launch, statusSince }: StateFacts): Date | null {
  return launch && !isInLine(launch) ? after(new Date(launch.since), -spent(launch, ['queued'])) : statusSince;
}

/** In the phases before this one, but for some. */
const spent = ({ steps }: LaunchProgress, except: readonly string[]): number =>
  steps.reduce((sum, { phase, milliseconds }) => (except.includes(phase) ? sum : sum + milliseconds), 0);

const isInLine = (launch: LaunchProgress | null): boolean => launch?.phase === 'queued';

const after = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds);

/** Where this process is: set `TZ` for another time zone. */
const dayOf = (now: Date, later = 0): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + later);
