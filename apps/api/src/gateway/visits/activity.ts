import type { ServerResponse } from 'node:http';
import type { RequestKind } from './request-kind.js';

/**
 * Paths remembered of one service. A page that has read so many since it was opened is taken to invent its paths, as
 * some reconnecting clients do; further ones no longer count.
 */
const PATHS = 128;

/** When a service was last visited. On the way of every request, so it keeps numbers rather than texts. */
export class Activity {
  private lastAt = 0;
  /** What its pages have read since the last navigation, as hashes: a collision makes one visit count less. */
  private readonly read = new Set<number>();
  private readonly answering = new Set<ServerResponse>();
  private readonly answered: (this: ServerResponse) => void;

  constructor() {
    const { answering } = this;
    // One for all requests; each finds itself in `this`.
    this.answered = function () {
      answering.delete(this);
    };
  }

  /** Whether such a request is a visit. Asking about a path is remembered. */
  counts(kind: RequestKind, path: string): boolean {
    if (kind === 'background') return this.isFirst(path);
    if (kind === 'navigation') this.read.clear();
    return kind !== 'nothing';
  }

  visit(): void {
    this.lastAt = Date.now();
  }

  /** A visit that lasts until it is answered. */
  visitUntil(response: ServerResponse): void {
    this.visit();
    this.answering.add(response);
    response.on('close', this.answered);
  }

  /** The last visit since this was last asked; null when there was none. */
  take(): Date | null {
    if (this.isAnswering()) this.visit();
    if (this.lastAt === 0) return null;
    const at = new Date(this.lastAt);
    this.lastAt = 0;
    return at;
  }

  /** A stream of events stays open for as long as its tab does, so it says nothing. */
  private isAnswering(): boolean {
    for (const response of this.answering) {
      const type = response.getHeader('content-type');
      if (typeof type !== 'string' || !type.startsWith('text/event-stream')) return true;
    }
    return false;
  }

  private isFirst(path: string): boolean {
    const hash = hashOfPath(path);
    if (this.read.size >= PATHS || this.read.has(hash)) return false;
    this.read.add(hash);
    return true;
  }
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
