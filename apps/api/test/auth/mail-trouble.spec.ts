import { afterEach, describe, expect, it } from '@jest/globals';
import type { Problem } from '@spawner/contracts';
import { MailServer } from '../../../tests/kit/src/mail-server.js';
import { createTestApp, type TestApp } from '../create-app.js';

let spawner: TestApp | undefined;
let mails: MailServer | undefined;

afterEach(async () => {
  await spawner?.close();
  await mails?.close();
  spawner = mails = undefined;
});

describe('mail server', () => {
  it('down: mail_unavailable for known and unknown addresses, not counted as a mail', async () => {
    mails = await MailServer.start();
    spawner = await createTestApp({ environment: mails.settings });
    await spawner.post('/api/auth/signup', { email: 'known@example.com' });
    await mails.take('known@example.com');
    await mails.close();
    mails = undefined;
    spawner.clock.forward(31);

    for (const email of ['known@example.com', 'unknown@example.com']) {
      for (let attempt = 0; attempt < 4; attempt++) {
        const answer = await spawner.post('/api/auth/login', { email });
        expect([answer.statusCode, answer.json<Problem>().code]).toEqual([503, 'mail_unavailable']);
      }
    }
  });

  it('temporary refusal: the mail is sent again', async () => {
    let refusals = 1;
    mails = await MailServer.start({
      onMailFrom: (_address, _session, done) => {
        done(refusals-- > 0 ? Object.assign(new Error('greylisted'), { responseCode: 451 }) : null);
      },
    });
    spawner = await createTestApp({ environment: mails.settings });
    expect((await spawner.post('/api/auth/signup', { email: 'grey@example.com' })).statusCode).toBe(200);
    expect((await mails.take('grey@example.com')).token).toHaveLength(43);
  });

  it('permanent refusal of an address: not tried again', async () => {
    let attempts = 0;
    mails = await MailServer.start({
      onRcptTo: (_address, _session, done) => {
        attempts++;
        done(Object.assign(new Error('no such user'), { responseCode: 550 }));
      },
    });
    spawner = await createTestApp({ environment: mails.settings });
    await spawner.post('/api/auth/signup', { email: 'unknown@example.com' });
    // Closing waits for retries, so none can be missed.
    await spawner.close();
    spawner = undefined;
    expect(attempts).toBe(1);
  });

  it('slow: a shutdown waits for the mail', async () => {
    mails = await MailServer.start({
      onMailFrom: (_address, _session, done) => {
        setTimeout(done, 300);
      },
    });
    spawner = await createTestApp({ environment: mails.settings });
    await spawner.post('/api/auth/signup', { email: 'promised@example.com' });
    await spawner.close();
    spawner = undefined;
    expect(mails.received.map(({ to }) => to)).toEqual(['promised@example.com']);
  });

  it('password required: it is sent', async () => {
    const seen: unknown[] = [];
    mails = await MailServer.start({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        seen.push([username, password]);
        done(null, { user: username });
      },
    });
    spawner = await createTestApp({
      environment: { ...mails.settings, SMTP_USER: 'spawner', SMTP_PASSWORD: 's3cret' },
    });
    await spawner.post('/api/auth/signup', { email: 'secret@example.com' });
    await mails.take('secret@example.com');
    expect(seen).toContainEqual(['spawner', 's3cret']);
  });

  it('no encryption although required: 503, no mail', async () => {
    mails = await MailServer.start();
    spawner = await createTestApp({ environment: { ...mails.settings, SMTP_USE_TLS: 'true' } });
    expect((await spawner.post('/api/auth/signup', { email: 'tls@example.com' })).statusCode).toBe(503);
    expect(mails.received).toEqual([]);
  });
});
