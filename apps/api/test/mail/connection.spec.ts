import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { reply } from '../../../tests/kit/src/mail-rules.js';
import { MailServer } from '../../../tests/kit/src/mail-server.js';
import { createTestApp, type TestApp } from '../create-app.js';

type ServerOptions = Parameters<typeof MailServer.start>[0];

let folder: string;
let spawner: TestApp | undefined;
let mails: MailServer | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'spawner-mail-'));
  // An authority of the school's own, and the mail server's certificate from it.
  const file = (name: string) => join(folder, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const openssl = (...parameters: string[]) => execFileSync('openssl', ['req', '-x509', ...key, ...parameters]);
  openssl('-subj', '/CN=School CA', '-keyout', file('ca.key'), '-out', file('ca.pem'));
  const issuer = ['-CA', file('ca.pem'), '-CAkey', file('ca.key')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  openssl(...issuer, ...subject, '-keyout', file('key.pem'), '-out', file('certificate.pem'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  await spawner?.close();
  await mails?.close();
  spawner = mails = undefined;
});

const encrypted = () => ({
  key: readFileSync(join(folder, 'key.pem')),
  cert: readFileSync(join(folder, 'certificate.pem')),
  disabledCommands: [],
});

/** Recipients whose mails have arrived, after one attempt. */
async function sendOne(options: ServerOptions, environment: Record<string, string> = {}): Promise<string[]> {
  mails = await MailServer.start(options);
  spawner = await createTestApp({ environment: { ...mails.settings, ...environment } });
  expect((await spawner.post('/api/auth/signup', { email: 'ann@example.com' })).statusCode).toBe(200);
  await spawner.mailsSettled();
  return mails.unread;
}

describe('connection to the mail server', () => {
  it('STARTTLS with an authority of its own: trusted by SMTP_CA_FILE, refused without', async () => {
    const settings = { SMTP_HOST: 'localhost', SMTP_USE_TLS: 'true' };
    expect(await sendOne(encrypted(), { ...settings, SMTP_CA_FILE: join(folder, 'ca.pem') })).toHaveLength(1);
    await spawner?.close();
    await mails?.close();
    expect(await sendOne(encrypted(), settings)).toEqual([]);
  });

  it('TLS from the start on any port', async () => {
    const settings = { SMTP_HOST: 'localhost', SMTP_SECURITY: 'tls', SMTP_CA_FILE: join(folder, 'ca.pem') };
    expect(await sendOne({ ...encrypted(), secure: true }, settings)).toHaveLength(1);
  });

  it('no encryption although required: no mail', async () => {
    expect(await sendOne({}, { SMTP_USE_TLS: 'true' })).toEqual([]);
  });

  it('greeting after 6 s: the mail arrives', async () => {
    const onConnect: NonNullable<ServerOptions>['onConnect'] = (_session, done) => void setTimeout(done, 6000);
    expect(await sendOne({ onConnect })).toHaveLength(1);
  });

  it('relay that refuses a greeting without a domain: the mail arrives', async () => {
    const onRcptTo: NonNullable<ServerOptions>['onRcptTo'] = (_address, session, done) =>
      done(
        /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(session.hostNameAppearsAs)
          ? null
          : reply(504, '5.5.2 Helo command rejected: need fully-qualified hostname'),
      );
    expect(await sendOne({ onRcptTo }, { PUBLIC_URL: 'https://coder.school.example' })).toHaveLength(1);
  });

  it('password required: it is sent', async () => {
    const seen: unknown[] = [];
    const login: ServerOptions = {
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) => {
        seen.push([username, password]);
        done(null, { user: username });
      },
    };
    expect(await sendOne(login, { SMTP_USER: 'spawner', SMTP_PASSWORD: 's3cret' })).toHaveLength(1);
    expect(seen).toEqual([['spawner', 's3cret']]);
  });

  it('slow: a shutdown waits for the mail', async () => {
    mails = await MailServer.start({ onMailFrom: (_address, _session, done) => void setTimeout(done, 300) });
    spawner = await createTestApp({ environment: mails.settings });
    await spawner.post('/api/auth/signup', { email: 'promised@example.com' });
    await spawner.close();
    spawner = undefined;
    expect(mails.unread).toEqual(['promised@example.com']);
  });

  it('many mails: one connection carries several', async () => {
    let connections = 0;
    mails = await MailServer.start({
      onConnect: (_session, done) => {
        connections++;
        done();
      },
    });
    const app = (spawner = await createTestApp({ environment: mails.settings }));
    const people = Array.from({ length: 30 }, (_, index) => `ann${String(index)}@example.com`);
    await Promise.all(people.map((email) => app.post('/api/auth/signup', { email })));
    await app.mailsSettled();
    expect(mails.unread).toHaveLength(30);
    expect(connections).toBeLessThanOrEqual(3);
  });
});
