import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Email } from '@spawner/contracts';
import fc from 'fast-check';
import { magicLinkMail } from '../../src/mail/magic-link.mail.js';
import { Mailer } from '../../src/mail/mailer.js';
import { People } from './people.js';

let people: People;

beforeAll(async () => {
  people = await People.start({ environment: { SMTP_FROM: 'Spawner "Schule" <noreply@example.com>' } });
});
afterAll(() => people.close());

/** Header lines, with folded lines joined. */
const headersOf = (content: string): string[] =>
  (content.split(/\r?\n\r?\n/)[0] ?? '').replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
const named = (headers: readonly string[], name: string) =>
  headers.filter((line) => line.toLowerCase().startsWith(`${name}:`));

describe('mail address in a request', () => {
  it.each([
    'ann@example.com\r\nBcc: eve@example.com',
    'ann@example.com\nBcc: eve@example.com',
    'ann@example.com\r\n\r\n<h1>Hello</h1>',
    'ann@example.com%0d%0aBcc:eve@example.com',
    'ann\r\n@example.com',
    'ann@example.com\u2028Bcc: eve@example.com',
    'ann@example.com\u0085Bcc: eve@example.com',
    'ann@example.com\0',
    'Ann <ann@example.com>',
    '"Ann\r\nBcc: eve@example.com" <ann@example.com>',
    'ann@example.com, eve@example.com',
    'ann@example.com;eve@example.com',
    'ann@example.com eve@example.com',
    '<ann@example.com>',
    'ann@[127.0.0.1]',
    'ann@localhost',
    'ann@example.com>\r\nRCPT TO:<eve@example.com',
    '=?utf-8?q?ann=40example.com=0ABcc=3Aeve=40example.com?=',
    'group:ann@example.com;',
  ])('malformed %j: 400, no mail', async (email) => {
    for (const endpoint of ['signup', 'login']) {
      expect((await people.spawner.post(`/api/auth/${endpoint}`, { email })).statusCode).toBe(400);
    }
    expect(people.mails.received).toEqual([]);
  });

  it.each<object>([
    { email: { toString: 'ann@example.com' } },
    { email: ['ann@example.com', 'eve@example.com'] },
    { email: 'ann@example.com', Email: 'eve@example.com' },
    { email: 'ann@example.com', to: 'eve@example.com' },
    { email: { $ne: null } },
    { email: true },
  ])('body %j: 400', async (body) => {
    expect((await people.spawner.post('/api/auth/signup', body)).statusCode).toBe(400);
  });

  it('given twice in one body: the last one counts', async () => {
    const body = '{"email":"first@example.com","email":"last@example.com"}';
    await people.spawner.post('/api/auth/signup', body, { 'content-type': 'application/json' });
    await people.mails.take('last@example.com');
    expect(people.mails.received).toEqual([]);
  });

  it('any accepted address: no character that could end a header', () => {
    const hostile = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: 'binary', maxLength: 60 }).map((text) => `${text}@example.com`),
      fc.constantFrom('\r\n', '\n', ',', ';', '<', '>', '"', ' ').map((sign) => `a${sign}b@example.com`),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const parsed = Email.safeParse(text);
        if (parsed.success) expect(parsed.data).toMatch(/^[a-z0-9_'+.-]+@[a-z0-9.-]+$/);
      }),
    );
  });
});

describe('sent mail', () => {
  it('headers: one recipient, our sender, one subject', async () => {
    const { content } = await people.mailFor('ann@example.com');
    const headers = headersOf(content);
    expect(named(headers, 'to')).toEqual(['To: ann@example.com']);
    expect(named(headers, 'from')).toEqual([expect.stringMatching(/<noreply@example\.com>$/)]);
    expect(named(headers, 'subject')).toHaveLength(1);
    for (const name of ['cc', 'bcc', 'reply-to', 'sender']) expect(named(headers, name)).toEqual([]);
  });

  it.each([
    'ann@example.com\r\nBcc: eve@example.com',
    'ann@example.com, eve@example.com',
    'Eve <eve@example.com>, ann@example.com',
  ])('address %j past the check: at most one recipient', async (to) => {
    const mail = magicLinkMail({
      to,
      link: 'http://localhost:5000/confirm#x',
      code: '000000',
      seconds: 60,
      language: 'en',
      hasAccount: true,
    });
    await people.spawner.app
      .get(Mailer)
      .send(mail, { id: 'x', date: new Date(), handOver: () => Promise.resolve() })
      .catch(() => undefined);
    const sent = people.mails.received.splice(0);
    expect(sent.length).toBeLessThanOrEqual(1);
    for (const { to: reader, content } of sent) {
      expect(reader).not.toBe('eve@example.com');
      expect(named(headersOf(content), 'bcc')).toEqual([]);
      expect(named(headersOf(content), 'to')).toHaveLength(1);
    }
  });
});
