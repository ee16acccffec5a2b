import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ContainerDetail } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { ContainerChanges } from '../src/containers/container-changes.js';
import { LaunchProgressStore } from '../src/containers/launch/launch-progress-store.js';
import { Jobs } from '../src/jobs/jobs.js';
import { Corrections } from '../src/lifecycle/corrections.js';
import { type Listening, listenTo } from './event-stream.js';
import { type Person, type Product, startProduct } from './product.js';

describe('event stream', () => {
  let product: Product;
  let ann: Person;
  let bob: Person;
  const streams: Listening[] = [];

  const listen = async (person: Person, query = ''): Promise<Listening> => {
    const stream = await listenTo(`${product.url}/api/events${query}`, person.token);
    streams.push(stream);
    return stream;
  };

  beforeAll(async () => {
    product = await startProduct({ services: { other: 'process.exit(3)' } });
    ann = await product.register('ann@example.com');
    bob = await product.register('bob@example.com');
  });
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.close();
  });
  afterAll(async () => {
    await product.close();
  });

  it('new stream: every container as it is, in the language of the query', async () => {
    const stream = await listen(ann, '?language=en');
    await stream.until(({ type }) => type === 'other');
    expect(stream.received.map(({ type, status }) => [type, status])).toEqual([
      ['dev', 'not_created'],
      ['other', 'not_created'],
    ]);
    expect(ContainerDetail.parse(stream.received[0]).description).toBe('Development container based on nginx');
  });

  it('steps of a launch: reported without a query', async () => {
    // The row below has no container: the comparison with the runtime would correct it at any moment.
    const withoutComparison = jest.spyOn(Corrections.prototype, 'correctAll').mockResolvedValue();
    await product.rows(`INSERT INTO user_container (user_id, container_type, status)
      VALUES (${String(ann.user.id)}, 'other', 'starting')`);
    const stream = await listen(ann);
    await stream.until(({ type }) => type === 'other');
    const queries: string[] = [];
    const { subscribers } = product.spawner.app.get(DataSource);
    const subscriber = {
      beforeQuery: ({ query }: { query: string }) => {
        if (query.includes('user_id = $1') || query.includes('"user_id" = $1')) queries.push(query);
      },
    };
    subscribers.push(subscriber);
    const progress = product.spawner.app.get(LaunchProgressStore);
    const key = { userId: ann.user.id, type: 'other' };
    const tracker = progress.begin(key);
    tracker.enter('create');
    tracker.enter('start');
    await stream.until(({ launch }) => launch?.phase === 'start');
    progress.end(key);
    subscribers.splice(subscribers.indexOf(subscriber), 1);
    expect(queries).toEqual([]);
    await product.rows(`DELETE FROM user_container WHERE container_type = 'other'`);
    withoutComparison.mockRestore();
  });

  it('launch: its owner gets the events, another user gets none', async () => {
    const anns = await listen(ann);
    const bobs = await listen(bob);
    await bobs.until(({ type }) => type === 'other');
    await ann.launch('dev');
    await anns.until(({ status, launch }) => status === 'starting' && launch !== null);
    const running = await anns.until(({ status }) => status === 'running');
    expect(running.last_launch?.steps.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['create', 'start']));
    expect((await ann.detail('dev')).status).toBe('running');
    // Bob's stream is in order: an event of his own shows that none of Ann's came before it.
    await bob.launch('dev');
    await bobs.until(({ status }) => status === 'running');
    expect(new Set(bobs.received.map(({ service_url: url }) => new URL(url).pathname))).toEqual(
      new Set(['/bob-dev', '/bob-other']),
    );
  });

  it('failed launch: the event has the reason', async () => {
    const stream = await listen(ann);
    await ann.launch('other');
    const failed = await stream.until(({ status }) => status === 'error');
    expect(failed.failure).toMatchObject({ code: 'container_exited' });
  });

  it('row changed by an operator: the event shows it', async () => {
    await ann.launch('dev');
    const stream = await listen(ann);
    await stream.until(({ type, status }) => type === 'dev' && status === 'running');
    await product.rows(`UPDATE user_container SET rest_reason = 'idle' WHERE container_type = 'dev'`);
    expect(await stream.until(({ rest_reason: reason }) => reason === 'idle')).toMatchObject({ type: 'dev' });
  });

  it('job: its starter gets it as it is and at each change, but not for each item; another user gets none', async () => {
    const jobs = product.spawner.app.get(Jobs);
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    jobs.handle('test', () => gate.then(() => 'done' as const));
    const items = Array.from({ length: 150 }, (_, index) => ({ label: String(index) }));
    const start = () => jobs.start({ kind: 'test', startedBy: ann.user.id, request: {}, items });
    const before = await start();
    const [anns, bobs] = [await listen(ann), await listen(bob)];
    await anns.untilJob(({ id }) => id === before);
    const after = await start();
    await anns.untilJob(({ id }) => id === after);

    const begin = Date.now();
    letGo();
    for (const job of [before, after]) {
      const end = await anns.untilJob(({ id, finished_at: at }) => id === job && at !== null);
      expect(end).toMatchObject({ state: 'done', total: 150, done: 150, started_by: { name: 'ann@example.com' } });
      const events = anns.jobs.filter(({ id }) => id === job);
      expect(events.length).toBeLessThanOrEqual(3 + (Date.now() - begin) / 250);
    }
    await bobs.until(({ type }) => type === 'other');
    expect(bobs.jobs).toEqual([]);
    const again = await listen(ann);
    await again.until(({ type }) => type === 'other');
    expect(again.jobs).toEqual([]);
  });

  it('no login, or unknown language: refused', async () => {
    expect((await listenTo(`${product.url}/api/events`, 'no token')).status).toBe(401);
    expect((await listenTo(`${product.url}/api/events?language=fr`, ann.token)).status).toBe(400);
  });

  it('20 streams of one user: the next is refused until one ends', async () => {
    for (let count = 0; count < 20; count += 1) expect((await listen(bob)).status).toBe(200);
    expect((await listenTo(`${product.url}/api/events`, bob.token)).status).toBe(429);
    const [first] = streams;
    first?.close();
    await first?.ended;
    let status = 429;
    for (const deadline = Date.now() + 5000; status === 429 && Date.now() < deadline; )
      status = (await listen(bob)).status;
    expect(status).toBe(200);
  });

  it('stream closed by its reader: unsubscribed', async () => {
    const changes = product.spawner.app.get(ContainerChanges);
    const subscribe = changes.subscribe.bind(changes);
    const unsubscribed = new Promise<void>((resolve) => {
      jest.spyOn(changes, 'subscribe').mockImplementation((listener) => {
        const end = subscribe(listener);
        return () => {
          end();
          resolve();
        };
      });
    });
    const stream = await listen(ann);
    await stream.until(({ type }) => type === 'other');
    stream.close();
    await unsubscribed;
    jest.restoreAllMocks();
  });

  it('process that ends: the stream ends with a time to reconnect', async () => {
    const stream = await listen(ann);
    await stream.until(({ type }) => type === 'other');
    await product.spawner.stop();
    await stream.ended;
    expect(stream.raw()).toMatch(/retry: 2000\n\n$/);
  });
});
