import type { ServerResponse } from 'node:http';
import type { RequestKind } from './request-kind.js';

/**
 * Paths remembered of one service. Some clients that reconnect invent a new path each time; after so many since the last
 * navigation, further paths no longer count as use.
 */
const PATHS = 128;
/** A service that was not used for so long is told at once when it is used. Others are read often enough (idle-policy.ts). */
const UNUSED_MS = 5000;
/** Finished responses that are kept at most beside the open ones. */
const ROOM = 32;

/** When a service was last used. Runs for every request, so it keeps numbers instead of texts. */
export class Activity {
  private lastAt = 0;
  /** As `lastAt`, but not forgotten when it is taken. */
  private usedAt = 0;
  /** Hashes of the paths read since the last navigation. A collision costs one use that does not count. */
  private readonly read = new Set<number>();
  /** Finished ones are removed at intervals: a listener on each response would cost more than all other work for the request. */
  private open: ServerResponse[] = [];
  private room = ROOM;

  /** @param onUsedAgain called at the first use after a while without one */
  constructor(private readonly onUsedAgain: () => void = () => undefined) {}

  /** Whether such a request is use. Remembers the path: the next call with it may answer differently. */
  counts(kind: RequestKind, path: string): boolean {
    if (kind === 'background') return this.isFirst(path);
    if (kind === 'navigation') this.read.clear();
    return kind !== 'automatic';
  }

  noteUse(): void {
    const before = this.usedAt;
    this.lastAt = this.usedAt = Date.now();
    if (this.usedAt - before > UNUSED_MS) this.onUsedAgain();
  }

  /** Use that lasts until the response ends. */
  noteUseUntil(response: ServerResponse): void {
    this.noteUse();
    if (this.open.push(response) > this.room) this.forgetFinished();
  }

  /** The last use since the previous call; null when there was none. */
  take(): Date | null {
    if (this.isResponding()) this.noteUse();
    if (this.lastAt === 0) return null;
    const at = new Date(this.lastAt);
    this.lastAt = 0;
    return at;
  }

  /** An event stream stays open for as long as its tab does, so it is no sign of use. */
  private isResponding(): boolean {
    this.forgetFinished();
    return this.open.some((response) => !isEventStream(response));
  }

  private forgetFinished(): void {
    this.open = this.open.filter((response) => !response.writableFinished && !response.destroyed);
    this.room = 2 * this.open.length + ROOM;
  }

  private isFirst(path: string): boolean {
    const hash = hashOfPath(path);
    if (this.read.size >= PATHS || this.read.has(hash)) return false;
    this.read.add(hash);
    return true;
  }
}

function isEventStream(response: ServerResponse): boolean {
  const type = response.getHeader('content-type');
  return typeof type === 'string' && type.startsWith('text/event-stream');
}

/** FNV-1a without the query: polling clients often put the time into it. */
function hashOfPath(path: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at);
    if (code === 63 /* ? */) break;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return hash;
}
