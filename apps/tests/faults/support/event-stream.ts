import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Card, Person } from '@spawner/kit/person';
import type { Product } from '@spawner/kit/product';
import { until } from '@spawner/kit/until';

export interface SeenCard extends Card {
  /** Time of arrival, as `performance.now()` in this process. */
  readonly at: number;
}

/** The owner's event stream, as a dashboard reads it. */
export class EventStream {
  readonly seen: SeenCard[] = [];
  /** Every reconnect time received: at the beginning, and as the last message of a process that shuts down. */
  readonly retries: number[] = [];
  private readonly end = new AbortController();

  static async open({ token }: Person, product: Product): Promise<EventStream> {
    const stream = new EventStream();
    const url = `${product.url}/api/events`;
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers, signal: stream.end.signal });
    if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`);
    void stream.read(response.body).catch(() => undefined);
    return stream;
  }

  /** Waits for an event with this status of a card and returns the newest. */
  waitFor(type: string, status: string, seconds: number): Promise<SeenCard> {
    return until(`an event with ${type} ${status} arrives`, seconds, () =>
      this.seen.findLast((card) => card.type === type && card.status === status),
    );
  }

  forget(): void {
    this.seen.length = 0;
  }

  close(): void {
    this.end.abort();
  }

  private async read(body: ReadableStream): Promise<void> {
    let event = '';
    for await (const line of createInterface({ input: Readable.fromWeb(body) })) {
      if (line.startsWith('retry:')) this.retries.push(Number(line.slice(6)));
      if (line.startsWith('event:')) event = line.slice(6).trim();
      if (line.startsWith('data:') && event === 'container') {
        this.seen.push({ ...(JSON.parse(line.slice(5)) as Card), at: performance.now() });
      }
    }
  }
}
