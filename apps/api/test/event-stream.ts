import type { ContainerDetail, Job } from '@spawner/contracts';

export interface Listening {
  readonly status: number;
  /** Every event of a container so far, in order. */
  readonly received: ContainerDetail[];
  /** Every event of a job. */
  readonly jobs: Job[];
  /** The stream as it came. */
  readonly raw: () => string;
  /** Resolves with the first event that fits, past or future. */
  until(fits: (card: ContainerDetail) => boolean): Promise<ContainerDetail>;
  untilJob(fits: (job: Job) => boolean): Promise<Job>;
  /** Resolves when the other side has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads `GET /api/events` as a browser would. */
export async function listenTo(url: string, token: string): Promise<Listening> {
  const closing = new AbortController();
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: closing.signal });
  const received: ContainerDetail[] = [];
  const jobs: Job[] = [];
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
        const [, name, data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(event) ?? [];
        if (name === 'container') received.push(JSON.parse(data) as ContainerDetail);
        if (name === 'job') jobs.push(JSON.parse(data) as Job);
      }
      for (const look of waiting) look();
    }
  };

  const first = <Event>(events: readonly Event[], fits: (event: Event) => boolean): Promise<Event> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = events.find(fits);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });

  return {
    status: answer.status,
    received,
    jobs,
    raw: () => raw,
    until: (fits) => first(received, fits),
    untilJob: (fits) => first(jobs, fits),
    ended: read().catch(() => undefined),
    close: () => {
      closing.abort();
    },
  };
}
