import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { until } from '@spawner/kit/until';
import type { ClassRoom, LiveClass, Tile } from './class-room.js';
import type { Product } from './product.js';

const CONNECTS_SECONDS = 30;

/** The live page of a class as a browser has it open: connects again when the connection breaks. */
export class LivePage {
  /** What it shows; null until the first event. */
  shown: LiveClass | null = null;
  private readonly end = new AbortController();

  private constructor(
    private readonly room: ClassRoom,
    private readonly product: Product,
  ) {}

  static async open(room: ClassRoom, product: Product): Promise<LivePage> {
    const page = new LivePage(room, product);
    void page.follow().catch(() => undefined);
    await until('the live page shows the class', CONNECTS_SECONDS, () => page.shown);
    return page;
  }

  tile({ user }: { readonly user: { readonly id: number } }): Tile | undefined {
    return this.shown?.people.find((tile) => tile.user_id === user.id);
  }

  close(): void {
    this.end.abort();
  }

  private async follow(): Promise<void> {
    const { signal } = this.end;
    while (!signal.aborted) {
      const body = await until('the live page connects', CONNECTS_SECONDS, () => this.connect());
      // Broken, or ended by the product.
      await this.read(body).catch(() => undefined);
    }
  }

  /** Null while the product refuses, as without its database. */
  private async connect(): Promise<ReadableStream | null> {
    const headers = { authorization: `Bearer ${this.room.teacher.token}` };
    const url = `${this.product.url}/api/class/${this.room.id}/events`;
    const response = await fetch(url, { headers, signal: this.end.signal });
    return response.ok ? response.body : null;
  }

  private async read(body: ReadableStream): Promise<void> {
    let event = '';
    for await (const line of createInterface({ input: Readable.fromWeb(body) })) {
      if (line.startsWith('event:')) event = line.slice(6).trim();
      if (line.startsWith('data:')) this.apply(event, line.slice(5));
    }
  }

  private apply(event: string, data: string): void {
    if (event === 'live') this.shown = JSON.parse(data) as LiveClass;
    if (!this.shown) return;
    if (event === 'lesson') this.shown = { ...this.shown, lesson: JSON.parse(data) as LiveClass['lesson'] };
    if (event !== 'person') return;
    const changed = JSON.parse(data) as Tile;
    const people = this.shown.people.map((tile) => (tile.user_id === changed.user_id ? changed : tile));
    this.shown = { ...this.shown, people };
  }
}
