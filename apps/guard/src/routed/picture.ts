import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Engine } from '../engine.js';
import { Refusal } from '../refusal.js';
import { Bunches } from './bunches.js';
import { seenByTraefik } from './seen-by-traefik.js';

const ENABLED = 'traefik.enable';
const LISTED = JSON.stringify({ label: [`${ENABLED}=true`] });
/** Everything that changes what Traefik sees of a container that runs. */
const CHANGES = JSON.stringify({
  type: ['container', 'network'],
  event: ['start', 'die', 'rename', 'health_status', 'connect', 'disconnect'],
});
/** The engine answers before it listens to itself, so the stream begins with what was just before. */
const BEFORE_S = 2;
const LOOKS_AT_ONCE = 8;

const Listed = z.array(z.object({ Id: z.string() }));
const Event = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
});

/** What Traefik sees of the containers that run, as one stream of the engine's events keeps it current. */
export class Picture {
  private readonly containers = new Map<string, Buffer>();
  /** The last look at each container: an answer to an earlier one may be older than the last event. */
  private readonly looks = new Map<string, number>();
  private readonly bunches = new Bunches();
  private lookCount = 0;
  private ended = false;

  private constructor(
    private readonly engine: Engine,
    private readonly stream: AbortController,
    private readonly onEnd: () => void,
  ) {}

  /** @param onEnd called when the picture is no longer kept current */
  static async take(engine: Engine, onEnd: () => void): Promise<Picture> {
    const stream = new AbortController();
    const since = String(Math.floor(Date.now() / 1000) - BEFORE_S);
    const query = { filters: CHANGES, since };
    const events = await engine.send({ method: 'GET', path: '/events', query }, stream.signal);
    const picture = new Picture(engine, stream, onEnd);
    picture.follow(events);
    try {
      if (events.statusCode !== 200) throw new Refusal(`the engine answered ${String(events.statusCode)}`, 502);
      await picture.lookAtAll();
      if (picture.ended) throw broken();
      return picture;
    } catch (error) {
      picture.end();
      throw error;
    }
  }

  list(): Buffer {
    this.bunches.listed();
    return Buffer.from(JSON.stringify([...this.containers.keys()].map((Id) => ({ Id }))));
  }

  container(id: string): Buffer | null {
    return this.containers.get(id) ?? null;
  }

  /** Breaks when the picture ends, so that its reader lists anew. */
  events(): Readable {
    const stream = this.bunches.stream();
    if (this.ended) stream.destroy(broken());
    return stream;
  }

  private async lookAtAll(): Promise<void> {
    const found = await this.engine.find('/containers/json', { filters: LISTED });
    const ids = Listed.parse(found).map(({ Id }) => Id);
    const lookAtNext = async (): Promise<void> => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop()) await this.look(id);
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, lookAtNext));
  }

  private follow(events: IncomingMessage): void {
    let rest = '';
    events.setEncoding('utf8');
    events.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      try {
        for (const line of lines) if (line) this.note(line);
      } catch {
        // A change may be lost, and an error in a listener would end the process.
        this.end();
      }
    });
    events.on('error', () => undefined);
    events.once('close', () => this.end());
  }

  private note(line: string): void {
    const { Type, Action, Actor } = Event.parse(JSON.parse(line));
    const attributes = Actor.Attributes ?? {};
    const id = Type === 'network' ? (attributes['container'] ?? '') : Actor.ID;
    const known = this.looks.has(id);
    if (!known && (Type === 'network' || attributes[ENABLED] !== 'true')) return;
    if (Action === 'die') this.drop(id);
    else void this.look(id);
  }

  private async look(id: string): Promise<void> {
    const look = (this.lookCount += 1);
    this.looks.set(id, look);
    try {
      const found = await this.engine.find(`/containers/${id}/json`);
      if (this.looks.get(id) !== look) return;
      const seen = found === null ? null : seenByTraefik(found);
      if (!seen) {
        this.drop(id);
        return;
      }
      this.containers.set(id, Buffer.from(JSON.stringify(seen)));
      this.bunches.add();
    } catch {
      // What it is now is not known.
      this.end();
    }
  }

  private drop(id: string): void {
    this.looks.delete(id);
    if (this.containers.delete(id)) this.bunches.add();
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.stream.abort();
    this.bunches.close(broken());
    this.onEnd();
  }
}

const broken = () => new Refusal("the engine's events broke off", 502);
