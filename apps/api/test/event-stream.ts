import type { ContainerDetail, Job } from '@spawner/contracts';

interface StreamEvent {
  readonly name: string;
  readonly data: unknown;
}

export interface EventReader {
  readonly status: number;
  /** Every event so far, in order. */
  readonly events: readonly StreamEvent[];
  /** The stream as it came. */
  readonly raw: () => string;
  /** Resolves with the first event of that name that fits, past or future. */
  first<T>(name: string, fits?: (data: T) => boolean): Promise<T>;
  /** Resolves when the other side has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

export interface Listening extends EventReader {
  /** Every event of a container so far, in order. */
  readonly received: ContainerDetail[];
  /** Every event of a job. */
  readonly jobs: Job[];
  until(fits: (card: ContainerDetail) => boolean): Promise<ContainerDetail>;
  untilJob(fits: (job: Job) => boolean): Promise<Job>;
}

/** Reads server-sent events as a browser would. */
export async function readEvents(url: string, token: string): Promise<EventReader> {
  const closing = new AbortController();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: closing.signal });
  const events: StreamEvent[] = [];
  const waiting = new Set<() => void>();
  let raw = '';

  const read = async (): Promise<void> => {
    let rest = '';
    for await (const chunk of answer.body ?? []) {
      const text = Buffer.from(chunk as Uint8Array).toString('utf8');
      raw += text;
      const parts = `${rest}${text}`.split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const [, name, data = ''] = /^event: (\w+)\ndata: ?(.*)$/.exec(part) ?? [];
        if (name) events.push({ name, data: data === '' ? null : JSON.parse(data) });
      }
      for (const look of waiting) look();
    }
  };

  return {
    status: answer.status,
    events,
    raw: () => raw,
    first: <T>(name: string, fits: (data: T) => boolean = () => true) =>
      new Promise<T>((resolve) => {
        const look = (): void => {
          const found = events.find((event) => event.name === name && fits(event.data as T));
          if (!found) return;
          waiting.delete(look);
          resolve(found.data as T);
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

/** Reads `GET /api/events`. */
export async function listenTo(url: string, token: string): Promise<Listening> {
  const reader = await readEvents(url, token);
  const of = <T>(name: string): T[] => reader.events.flatMap((event) => (event.name === name ? [event.data as T] : []));
  return {
    ...reader,
    get received() {
      return of<ContainerDetail>('container');
    },
    get jobs() {
      return of<Job>('job');
    },
    until: (fits) => reader.first('container', fits),
    untilJob: (fits) => reader.first('job', fits),
  };
}
