import type { ContainerDetail } from '@spawner/contracts';

export interface Listening {
  readonly status: number;
  /** Every event so far, in order. */
  readonly received: ContainerDetail[];
  /** The stream as it came. */
  readonly raw: () => string;
  /** Resolves with the first event that fits, past or future. */
  until(fits: (card: ContainerDetail) => boolean): Promise<ContainerDetail>;
  /** Resolves when the other side has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads `GET /api/events` as a browser would. */
export async function listenTo(url: string, token: string): Promise<Listening> {
  const closing = new AbortController();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: closing.signal });
  const received: ContainerDetail[] = [];
  const waiting = new Set<() => void>();
  let raw = '';

  const read = async (): Promise<void> => {
    let rest = '';
    for await (const chunk of answer.body ?? []) {
      const text = Buffer.from(chunk as Uint8Array).toString('utf8');
      raw += text;
      const events = `${rest}${text}`.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const data = /^event: container\ndata: (.*)$/.exec(event)?.[1];
        if (data) received.push(JSON.parse(data) as ContainerDetail);
      }
      for (const look of waiting) look();
    }
  };

  return {
    status: answer.status,
    received,
    raw: () => raw,
    until: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = received.find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    ended: read().catch(() => undefined),
    close: () => {
      closing.abort();
    },
  };
}
