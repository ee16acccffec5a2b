import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { until } from '../../../tests/kit/src/until.js';
import { LaunchProgressStore } from '../../src/containers/launch/launch-progress-store.js';
import { ContainerLocks } from '../../src/containers/operations/container-locks.js';
import { DatabaseChannel } from '../../src/database/database-channel.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const card = { userId: 7, type: 'dev' };
const never = (): AbortSignal => new AbortController().signal;

/** Two connections stand for two API processes. */
describe('database channel and container locks', () => {
  let database: TestDatabase;
  let channels: DatabaseChannel[] = [];

  const open = async (): Promise<DatabaseChannel> => {
    const channel = new DatabaseChannel(database.address);
    await channel.open();
    channels.push(channel);
    return channel;
  };
  const twoProcesses = async () => {
    const [first, second] = [await open(), await open()];
    return { first, second, here: new ContainerLocks(first), there: new ContainerLocks(second) };
  };
  /** Like an operator or a restart of the server. */
  const cut = async (channel: DatabaseChannel): Promise<void> => {
    const [row] = await channel.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const client = new Client(database.address);
    await client.connect();
    await client.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    await client.end();
  };
  const connectedAgain = (channel: DatabaseChannel): Promise<void> =>
    new Promise((resolve) => {
      let connections = 0;
      channel.whenConnected(() => {
        if ((connections += 1) === 2) resolve();
      });
    });
  const received = (channel: DatabaseChannel, name: string): Promise<string> =>
    new Promise((resolve) => {
      channel.listen(name, resolve);
    });

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(channels.map((channel) => channel.close()));
    channels = [];
  });
  afterAll(async () => {
    await database.drop();
  });

  it('notification: reaches every process, also after its connection was cut', async () => {
    const { first, second } = await twoProcesses();
    const message = received(second, 'news');
    await second.query('SELECT 1');
    first.notify('news', 'one');
    expect(await message).toBe('one');

    const again = connectedAgain(second);
    await cut(second);
    await again;
    const messageAgain = received(second, 'news');
    first.notify('news', 'two');
    expect(await messageAgain).toBe('two');
  });

  it('notification that a listener cannot parse: the next one is received', async () => {
    const { first, second, there } = await twoProcesses();
    there.onWanted(() => undefined);
    const message = received(second, 'news');
    await second.query('SELECT 1');
    first.notify('spawner_card_wanted', 'from another version');
    first.notify('news', 'one');
    expect(await message).toBe('one');
  });

  it('connection cut during a launch of another process: its progress is forgotten', async () => {
    const { first, second } = await twoProcesses();
    const [here, there] = [new LaunchProgressStore(first), new LaunchProgressStore(second)];
    const changed = new Promise<void>((resolve) => {
      there.subscribe(() => {
        resolve();
      });
    });
    await second.query('SELECT 1');
    here.begin(card);
    await changed;
    expect(there.of(card)).toMatchObject({ phase: 'queued' });

    const again = connectedAgain(second);
    await cut(second);
    await again;
    expect(there.of(card)).toBeNull();
    here.end(card);
  });

  it('query without a connection: fails at once', async () => {
    const channel = await open();
    await channel.close();
    await expect(channel.query('SELECT 1')).rejects.toMatchObject({ code: 'database_unavailable' });
  });

  it('lock: held by one process at a time, and by the waiting one when it is released', async () => {
    const { here, there } = await twoProcesses();
    const held = await here.tryHold(card);
    expect(await here.tryHold(card)).toBeNull();
    expect(await there.tryHold(card)).toBeNull();
    expect(await there.tryHold({ ...card, type: 'prod' })).not.toBeNull();
    const waiting = there.hold(card, 'stop', never());
    held?.release();
    (await waiting).release();
    (await here.hold(card, 'launch', never())).release();
  });

  it('lock wanted by another process: its holder is notified, the other process is not', async () => {
    const { first, here, there } = await twoProcesses();
    const wanted: unknown[] = [];
    const held = await here.tryHold(card);
    const notified = new Promise<void>((resolve) => {
      here.onWanted((...what) => {
        wanted.push(what);
        resolve();
      });
    });
    there.onWanted(() => wanted.push('own wish'));
    // Queries run in order: after this one the holder listens. A notification sent before that is lost.
    await first.query('SELECT 1');
    const waiting = there.hold(card, 'stop', never());
    await notified;
    held?.release();
    await waiting;
    expect(wanted).toEqual([[card, 'stop']]);
  });

  it('wait for a lock is aborted: it ends', async () => {
    const { here, there } = await twoProcesses();
    // Waits: the connections of the test before may still end.
    await here.hold(card, 'stop', never());
    const abort = new AbortController();
    const waiting = there.hold(card, 'stop', abort.signal);
    abort.abort(new Error('never mind'));
    await expect(waiting).rejects.toThrow('never mind');
  });

  it('process ends: its locks are released', async () => {
    const { first, here, there } = await twoProcesses();
    await here.tryHold(card);
    const waiting = there.hold(card, 'launch', never());
    await first.close();
    expect(await waiting).toMatchObject({ lost: { aborted: false } });
  });

  it('new connection: the locks are taken again', async () => {
    const { first, here, there } = await twoProcesses();
    const held = await here.tryHold(card);
    await cut(first);
    // The lock may be free for a moment; in the end it is held again, or was lost and says so.
    let taken = await there.tryHold(card);
    while (taken && !held?.lost.aborted) {
      taken.release();
      taken = await there.tryHold(card);
    }
    expect(held?.lost.aborted).toBe(taken !== null);
  });

  it('new connection, another process has the lock: its former holder is notified', async () => {
    const { first, second, here } = await twoProcesses();
    const held = await here.tryHold(card);
    const lost = new Promise<void>((resolve) => {
      held?.lost.addEventListener('abort', () => {
        resolve();
      });
    });
    // The next in the queue for the lock, so that the former holder's new connection cannot be faster.
    const taken = second.query("SELECT pg_advisory_lock(7, hashtext('dev'))");
    await until('the other process waits for the lock', 10, async () => {
      const waiting = await first.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      return waiting.length > 0;
    });
    await cut(first);
    await taken;
    await lost;
    held?.release();
    expect(await here.tryHold(card)).toBeNull();
  });
});
