import { Readable } from 'node:stream';

/** One rebuild of Traefik's routes serves all changes in this time. */
const PAUSE_MS = 100;
/** Should Traefik's list fail, the next change is told all the same. */
const PATIENCE_MS = 5000;
/** At any start or end of a container Traefik lists all of them again, so one event says everything. */
const EVENT = `${JSON.stringify({ Type: 'container', Action: 'start' })}\n`;

/**
 * Tells of changes as events of the engine: of the first at once, of all others together as soon as Traefik has listed and
 * PAUSE_MS are over. Events that queue up behind its work would delay the last route by a rebuild each.
 */
export class Bunches {
  private readonly streams = new Set<Readable>();
  private more = false;
  private heard = true;
  private pause: NodeJS.Timeout | null = null;
  private patience: NodeJS.Timeout | null = null;

  /** Begins with an event: Traefik lists before it listens, and would miss a change in between. */
  stream(): Readable {
    const stream = new Readable({ read: () => undefined });
    this.streams.add(stream);
    stream.once('close', () => this.streams.delete(stream));
    stream.push(EVENT);
    this.heard = true;
    return stream;
  }

  add(): void {
    this.more = true;
    this.tell();
  }

  /** Traefik lists, so it has read the last event. */
  listed(): void {
    this.heard = true;
    this.tell();
  }

  close(error: Error): void {
    for (const timer of [this.pause, this.patience]) if (timer) clearTimeout(timer);
    for (const stream of this.streams) stream.destroy(error);
  }

  private tell(): void {
    if (!this.more || !this.heard || this.pause) return;
    this.more = false;
    this.heard = false;
    this.pause = setTimeout(() => {
      this.pause = null;
      this.tell();
    }, PAUSE_MS);
    if (this.patience) clearTimeout(this.patience);
    this.patience = setTimeout(() => this.listed(), PATIENCE_MS);
    for (const stream of this.streams) stream.push(EVENT);
  }
}
