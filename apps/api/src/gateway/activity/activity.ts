import type { ServerResponse } from 'node:http';
import type { RequestKind } from './request-kind.js';

/**
 * Paths remembered of one service. A page that has read so many since it was opened is taken to invent its paths, as
 * some reconnecting clients do; further ones no longer count.
 */
const PATHS = 128;
/** Answered responses that are kept at most beside those that are not. */
const ROOM = 32;

/** When a service was last visited. On the way of every request, so it keeps numbers rather than texts. */
export class Activity {
  private lastAt = 0;
  /** What its pages have read since the last navigation, as hashes: a collision makes one visit count less. */
  private readonly read = new Set<number>();
  /** Looked through now and then: a listener on each response would cost more than the rest of the visit. */
  private answering: ServerResponse[] = [];
  private room = ROOM;

  /** Whether such a request is a visit. Asking about a path is remembered. */
  counts(kind: RequestKind, path: string): boolean {
    if (kind === 'background') return this.isFirst(path);
    if (kind === 'navigation') this.read.clear();
    return kind !== 'nothing';
  }

  noteUse(): void {
    this.lastAt = Date.now();
  }

  /** A visit that lasts until it is answered. */
  noteUseUntil(response: ServerResponse): void {
    this.noteUse();
    if (this.answering.push(response) > this.room) this.forgetAnswered();
  }

  /** The last visit since this was last asked; null when there was none. */
  take(): Date | null {
    if (this.isAnswering()) this.noteUse();
    if (this.lastAt === 0) return null;
    const at = new Date(this.lastAt);
    this.lastAt = 0;
    return at;
  }

  /** A stream of events stays open for as long as its tab does, so it says nothing. */
  private isAnswering(): boolean {
    this.forgetAnswered();
    return this.answering.some((response) => !isEventStream(response));
  }

  private forgetAnswered(): void {
    this.answering = this.answering.filter((response) => !response.writableFinished && !response.destroyed);
    this.room = 2 * this.answering.length + ROOM;
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

/** FNV-1a over what comes before the query: a poll often carries a time in there. */
function hashOfPath(path: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at);
    if (code === 63 /* ? */) break;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return hash;
}
