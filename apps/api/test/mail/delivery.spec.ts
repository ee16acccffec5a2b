import { afterEach, describe, expect, it } from '@jest/globals';
import type { MailRequested, MailStatus } from '@spawner/contracts';
import { greylist, perMinute, reply } from '../../../tests/kit/src/mail-rules.js';
import { MailServer } from '../../../tests/kit/src/mail-server.js';
import { createTestApp, type TestApp, type TestAppOptions } from '../create-app.js';
import { TestClock } from '../test-clock.js';
import { createTestDatabase } from '../test-database.js';

type ServerOptions = Parameters<typeof MailServer.start>[0];

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const serverTime = new TestClock();
const time = () => serverTime.now().getTime();

async function serve(options?: ServerOptions): Promise<MailServer> {
  const mails = await MailServer.start(options);
  closing.push(() => mails.close());
  return mails;
}

async function start(mails: MailServer, options: TestAppOptions = {}): Promise<TestApp> {
  const spawner = await createTestApp({ ...options, environment: { ...mails.settings, ...options.environment } });
  closing.push(() => spawner.close());
  return spawner;
}

async function request(spawner: TestApp, email: string, endpoint = 'signup'): Promise<string> {
  const answer = await spawner.post(`/api/auth/${endpoint}`, { email });
  expect(answer.statusCode).toBe(200);
  return answer.json<MailRequested>().mail_id;
}

const statusOf = async (spawner: TestApp, id: string): Promise<MailStatus> =>
  (await spawner.get(`/api/auth/mail/${id}`)).json();

/** Seconds pass for the product and the mail server; what is due is tried in each of them. */
async function pass(spawner: TestApp, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    spawner.clock.forward(1);
    serverTime.forward(1);
    await spawner.mailsSettled();
  }
}

const settled = (spawner: TestApp): Promise<void> => spawner.mailsSettled();

describe('mail server that refuses for now', () => {
  it('greylists for 60 s: the mail arrives once, the page says when it is tried next', async () => {
    const mails = await serve(greylist(60, time));
    const spawner = await start(mails);
    const id = await request(spawner, 'grey@example.com');
    await settled(spawner);
    expect(await statusOf(spawner, id)).toEqual({
      state: 'waiting',
      retry_in: 10,
      reason: 'later',
      answer: 'Greylisted, see you later',
    });
    await pass(spawner, 70);
    expect(mails.unread).toEqual(['grey@example.com']);
    expect(await statusOf(spawner, id)).toEqual({ state: 'sent', retry_in: null, reason: null, answer: null });
    expect(await spawner.dataSource.query('SELECT recipient, facts FROM outgoing_mail')).toEqual([
      { recipient: null, facts: null },
    ]);
  });

  it('class of 30, greylisted, 20 a minute, one connection: 30 of 30, each once', async () => {
    const mails = await serve({ ...greylist(60, time), ...perMinute(20, time), maxClients: 1 });
    const spawner = await start(mails);
    const pupils = Array.from({ length: 30 }, (_, index) => `pupil${String(index)}@school.example`);
    await Promise.all(pupils.map((email) => request(spawner, email)));
    await settled(spawner);
    await pass(spawner, 240);
    expect(mails.unread.sort()).toEqual(pupils.sort());
  });

  it('one connection at a time: every mail arrives once, without a pause', async () => {
    const mails = await serve({
      maxClients: 1,
      onRcptTo: (_address, _session, done) => {
        setTimeout(done, 20);
      },
    });
    const spawner = await start(mails);
    const people = Array.from({ length: 10 }, (_, index) => `ann${String(index)}@example.com`);
    await Promise.all(people.map((email) => request(spawner, email)));
    await settled(spawner);
    expect(mails.unread.sort()).toEqual(people);
  });

  it('late mail: link and code count from when the server has accepted it', async () => {
    const mails = await serve(greylist(600, time));
    const spawner = await start(mails);
    const id = await request(spawner, 'late@example.com');
    await settled(spawner);
    await pass(spawner, 660);
    const { token } = await mails.take('late@example.com');
    expect((await statusOf(spawner, id)).state).toBe('sent');
    spawner.clock.forward(840);
    expect((await spawner.post('/api/auth/verify', { token })).statusCode).toBe(200);
  });

  it('never accepts: given up with the end of the time, not counted as a mail', async () => {
    const mails = await serve(greylist(1e6, time));
    const spawner = await start(mails, { environment: { MAGIC_LINK_RATE_LIMIT: '1' } });
    const id = await request(spawner, 'never@example.com');
    await settled(spawner);
    expect((await spawner.post('/api/auth/signup', { email: 'never@example.com' })).statusCode).toBe(429);
    spawner.clock.forward(901);
    await settled(spawner);
    expect(await statusOf(spawner, id)).toMatchObject({ state: 'given_up', reason: 'later' });
    await request(spawner, 'never@example.com');
  });

  it('down: the answer is neutral, the mail arrives when the server is back', async () => {
    const before = await MailServer.start();
    const { port, settings } = before;
    await before.close();
    const spawner = await createTestApp({ environment: settings });
    closing.push(() => spawner.close());
    const id = await request(spawner, 'down@example.com');
    await settled(spawner);
    expect(await statusOf(spawner, id)).toMatchObject({ state: 'waiting', reason: 'server', answer: null });
    const mails = await MailServer.start({}, port);
    closing.push(() => mails.close());
    await pass(spawner, 3);
    expect(mails.unread).toEqual(['down@example.com']);
  });
});

describe('mail server that refuses for good', () => {
  it('550 unknown address: one attempt, the page gets its words', async () => {
    let attempts = 0;
    const mails = await serve({
      onRcptTo: (_address, _session, done) => {
        attempts++;
        done(reply(550, '5.1.1 No such\u0000 user\u202e here'));
      },
    });
    const spawner = await start(mails);
    const id = await request(spawner, 'nobody@example.com');
    await settled(spawner);
    await pass(spawner, 10);
    expect(attempts).toBe(1);
    expect(await statusOf(spawner, id)).toEqual({
      state: 'refused',
      retry_in: null,
      reason: 'unknown_address',
      answer: 'No such user here',
    });
  });

  it('554 for another reason: refused, but not as unknown', async () => {
    const mails = await serve({
      onRcptTo: (_address, _session, done) => done(reply(554, '5.7.1 Relay access denied')),
    });
    const spawner = await start(mails);
    const id = await request(spawner, 'relay@example.com');
    await settled(spawner);
    expect(await statusOf(spawner, id)).toMatchObject({ state: 'refused', reason: 'refused' });
  });

  it('sender refused: nothing is said about the address, other mails wait too', async () => {
    const mails = await serve({
      onMailFrom: (_address, _session, done) => done(reply(550, '5.7.1 Sender rejected')),
    });
    const spawner = await start(mails);
    const id = await request(spawner, 'sender@example.com');
    await settled(spawner);
    expect(await statusOf(spawner, id)).toMatchObject({ state: 'waiting', reason: 'server', answer: null });
  });
});

describe('the same mail', () => {
  it('slow 250 after DATA: sent once, although a second process looks for work', async () => {
    let deliveries = 0;
    let release: () => void = () => undefined;
    let arrived: () => void = () => undefined;
    const reading = new Promise<void>((resolve) => (arrived = resolve));
    const mails = await serve({
      onData: (stream, _session, done) => {
        stream.resume().on('end', () => {
          deliveries++;
          release = done;
          arrived();
        });
      },
    });
    const database = await createTestDatabase();
    closing.push(() => database.drop());
    const spawner = await start(mails, { database });
    const other = await start(mails, { database });
    const id = await request(spawner, 'slow@example.com');
    await reading;
    for (const each of [spawner, other]) each.clock.forward(600);
    await settled(other);
    expect(await statusOf(other, id)).toMatchObject({ state: 'waiting', retry_in: 0 });
    release();
    await settled(spawner);
    await settled(other);
    expect([deliveries, (await statusOf(spawner, id)).state]).toEqual([1, 'sent']);
  });

  it('connection breaks after the last dot: not sent again, outcome unknown, not counted', async () => {
    let deliveries = 0;
    const mails = await serve({
      onData: (stream) => {
        stream.resume().on('end', () => {
          deliveries++;
          mails.cut();
        });
      },
    });
    const spawner = await start(mails, { environment: { MAGIC_LINK_RATE_LIMIT: '1' } });
    const id = await request(spawner, 'broken@example.com');
    await settled(spawner);
    await pass(spawner, 10);
    expect([deliveries, (await statusOf(spawner, id)).state]).toEqual([1, 'unknown']);
    await request(spawner, 'broken@example.com');
  });

  it('message refused for now after DATA: sent again with the same Message-ID', async () => {
    const seen: string[] = [];
    const mails = await serve({
      onData: (stream, _session, done) => {
        let raw = '';
        stream.on('data', (part: Buffer) => (raw += part.toString()));
        stream.on('end', () => {
          seen.push(/^message-id: (.*?)\r$/im.exec(raw)?.[1] ?? '', /confirm#([\w-]+)/.exec(raw)?.[1] ?? '');
          done(seen.length === 2 ? reply(451, '4.3.0 Try again') : null);
        });
      },
    });
    const spawner = await start(mails);
    const id = await request(spawner, 'again@example.com');
    await settled(spawner);
    await pass(spawner, 11);
    expect(seen).toEqual([seen[0], seen[1], seen[0], seen[1]]);
    expect(seen[0]).toMatch(new RegExp(`^<${id}@`));
    expect((await statusOf(spawner, id)).state).toBe('sent');
  });

  it('two processes: each mail once', async () => {
    const mails = await serve();
    const database = await createTestDatabase();
    closing.push(() => database.drop());
    const both = [await start(mails, { database }), await start(mails, { database })];
    const people = Array.from({ length: 12 }, (_, index) => `twin${String(index)}@example.com`);
    await Promise.all(people.map((email, index) => request(both[index % 2] as TestApp, email)));
    await Promise.all(both.map(settled));
    expect(mails.unread.sort()).toEqual(people.sort());
  });
});

describe('mails of a killed process', () => {
  const lost = (id: string, spawner: TestApp, change: string) =>
    spawner.dataSource.query(
      `UPDATE outgoing_mail SET attempts = 1, leased_until = now() - interval '1 second', ${change} WHERE id = $1`,
      [id],
    );

  it('not handed over yet: sent by another one; handed over: never again, outcome unknown', async () => {
    let isOpen = false;
    const mails = await serve({
      onRcptTo: (_address, _session, done) => done(isOpen ? null : reply(450, '4.2.0 later')),
    });
    const spawner = await start(mails, { environment: { MAGIC_LINK_RATE_LIMIT: '1' } });
    const [early, late] = [await request(spawner, 'early@example.com'), await request(spawner, 'late@example.com')];
    await settled(spawner);
    await lost(early, spawner, 'handed_over_at = NULL');
    await lost(late, spawner, 'handed_over_at = now()');
    isOpen = true;
    await pass(spawner, 11);
    expect(mails.unread).toEqual(['early@example.com']);
    expect((await statusOf(spawner, early)).state).toBe('sent');
    expect((await statusOf(spawner, late)).state).toBe('unknown');
    await request(spawner, 'late@example.com');
  });
});

describe('status of a mail', () => {
  it('unknown id: 404', async () => {
    const spawner = await start(await serve());
    expect((await spawner.get('/api/auth/mail/2f8d4c3e-6a51-4d4f-8e61-0a3b1c2d4e5f')).statusCode).toBe(404);
    expect((await spawner.get('/api/auth/mail/1')).statusCode).toBe(404);
  });
});

describe('greeting name', () => {
  it.each([
    [{ PUBLIC_URL: 'https://coder.school.example' }, 'coder.school.example'],
    [{ SMTP_FROM: 'Spawner <noreply@school.example>' }, 'school.example'],
    [{ SMTP_HELO_NAME: 'relay.school.example' }, 'relay.school.example'],
  ])('with %j: %s, never an address in brackets', async (environment, name) => {
    const mails = await serve();
    const spawner = await start(mails, { environment });
    await request(spawner, 'ehlo@example.com');
    await mails.take('ehlo@example.com');
    expect([...mails.greetings]).toEqual([name]);
  });
});
