import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { LaunchProgressStore } from '../../src/containers/launch/launch-progress-store.js';
import { ContainerLocks } from '../../src/containers/operations/container-locks.js';
import { DatabaseChannel } from '../../src/database/database-channel.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

const card = { userId: 7, type: 'dev' };
const never = (): AbortSignal => new AbortController().signal;

/** Two API processes, as far as the database can tell. */
describe('the channel and the locks of cards', () => {
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
  /** As an operator, or a restart, would. */
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
  const said = (channel: DatabaseChannel, name: string): Promise<string> =>
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

  it('carries what is said to every process, also after its connection was cut', async () => {
    const { first, second } = await twoProcesses();
    const heard = said(second, 'news');
    await second.query('SELECT 1');
    first.notify('news', 'one');
    expect(await heard).toBe('one');

    const again = connectedAgain(second);
    await cut(second);
    await again;
    const heardAgain = said(second, 'news');
    first.notify('news', 'two');
    expect(await heardAgain).toBe('two');
  });

  it('goes on when somebody says what a listener cannot read', async () => {
    const { first, second, there } = await twoProcesses();
    there.onWanted(() => undefined);
    const heard = said(second, 'news');
    await second.query('SELECT 1');
    first.notify('spawner_card_wanted', 'from another version');
    first.notify('news', 'one');
    expect(await heard).toBe('one');
  });

  it('forgets the launches of other processes whose end it may have missed', async () => {
    const { first, second } = await twoProcesses();
    const [here, there] = [new LaunchProgressStore(first), new LaunchProgressStore(second)];
    const received = new Promise<void>((resolve) => {
      there.subscribe(() => {
        resolve();
      });
    });
    here.begin(card);
    await received;
    expect(there.of(card)).toMatchObject({ phase: 'queued' });

    const again = connectedAgain(second);
    await cut(second);
    await again;
    expect(there.of(card)).toBeNull();
    here.end(card);
  });

  it('fails at once while there is no connection', async () => {
    const channel = await open();
    await channel.close();
    await expect(channel.query('SELECT 1')).rejects.toMatchObject({ code: 'database_unavailable' });
  });

  it('gives a card to one process at a time, and to whoever waits as soon as it is free', async () => {
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

  it('tells the holder what another process wants, and not what its own does', async () => {
    const { here, there } = await twoProcesses();
    const wanted: unknown[] = [];
    const held = await here.tryHold(card);
    const heard = new Promise<void>((resolve) => {
      here.onWanted((...what) => {
        wanted.push(what);
        resolve();
      });
    });
    there.onWanted(() => wanted.push('told itself'));
    const waiting = there.hold(card, 'stop', never());
    await heard;
    held?.release();
    await waiting;
    expect(wanted).toEqual([[card, 'stop']]);
  });

  it('stops waiting when it is called off', async () => {
    const { here, there } = await twoProcesses();
    await here.tryHold(card);
    const called = new AbortController();
    const waiting = there.hold(card, 'stop', called.signal);
    called.abort(new Error('never mind'));
    await expect(waiting).rejects.toThrow('never mind');
  });

  it('frees the cards of a process that is gone', async () => {
    const { first, here, there } = await twoProcesses();
    await here.tryHold(card);
    const waiting = there.hold(card, 'launch', never());
    await first.close();
    expect(await waiting).toMatchObject({ lost: { aborted: false } });
  });

  it('takes its cards again on a new connection', async () => {
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

  it('says so when another process took the card meanwhile', async () => {
    const { first, second, here } = await twoProcesses();
    const held = await here.tryHold(card);
    const lost = new Promise<void>((resolve) => {
      held?.lost.addEventListener('abort', () => {
        resolve();
      });
    });
    const [row] = await first.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await second.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    await second.query("SELECT pg_advisory_lock(7, hashtext('dev'))");
    await lost;
    held?.release();
    expect(await here.tryHold(card)).toBeNull();
  });
});
