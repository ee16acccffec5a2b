import { afterEach, describe, expect, it } from '@jest/globals';
import { reply } from '../../../tests/kit/src/mail-rules.js';
import { MailServer } from '../../../tests/kit/src/mail-server.js';
import { Settings } from '../../src/config/settings.js';
import { examineMail } from '../../src/mail/smtp/examine-mail.js';

type ServerOptions = Parameters<typeof MailServer.start>[0];

let mails: MailServer | undefined;

afterEach(async () => {
  await mails?.close();
  mails = undefined;
});

async function examine(options: ServerOptions, environment: Record<string, string> = {}, to?: string) {
  mails = await MailServer.start(options);
  const settings = Settings.from(
    { ...mails.settings, SMTP_FROM: 'Spawner <noreply@school.example>', ...environment },
    __dirname,
  );
  return examineMail(settings.mail, to);
}

const relay: ServerOptions = {
  onRcptTo: (_address, _session, done) => done(reply(554, '5.7.1 Relay access denied')),
};

describe('rehearsal with the mail server', () => {
  it('accepts sender and recipient: holds, no mail is sent', async () => {
    const finding = await examine({}, {}, 'ann@example.com');
    expect(finding).toMatchObject({ result: 'holds', says: expect.stringContaining('ann@example.com') });
    expect(mails?.received).toEqual([]);
  });

  it.each<[string, ServerOptions, Record<string, string>, string, RegExp]>([
    [
      'refuses the login',
      { onAuth: (_auth, _session, done) => done(reply(535, '5.7.8 wrong')), allowInsecureAuth: true },
      { SMTP_USER: 'a', SMTP_PASSWORD: 'b' },
      'missing',
      /refuses SMTP_USER and SMTP_PASSWORD.*wrong/,
    ],
    ['needs a login', { authOptional: false }, {}, 'missing', /wants a login/],
    [
      'refuses the sender',
      { onMailFrom: (_from, _session, done) => done(reply(550, '5.7.1 no')) },
      {},
      'missing',
      /refuses the sender noreply@school\.example/,
    ],
    ['relays nothing', relay, {}, 'missing', /does not pass mail on.*Relay access denied/],
    [
      'greylists',
      { onRcptTo: (_to, _session, done) => done(reply(450, '4.2.0 later')) },
      {},
      'holds',
      /wants mail to .* later/,
    ],
    [
      'does not know the sender’s own address',
      { onRcptTo: (_to, _session, done) => done(reply(550, '5.1.1 unknown')) },
      {},
      'hint',
      /does not know noreply@school\.example/,
    ],
    ['offers no STARTTLS', {}, { SMTP_USE_TLS: 'true' }, 'missing', /offers no STARTTLS/],
    ['speaks no TLS from the start', {}, { SMTP_SECURITY: 'tls' }, 'missing', /does not encrypt from the start/],
    [
      'has a certificate of an unknown authority',
      { secure: true },
      { SMTP_SECURITY: 'tls', SMTP_HOST: 'localhost' },
      'missing',
      /certificate/,
    ],
    ['greets with a refusal', { onConnect: (_session, done) => done(reply(421, 'busy')) }, {}, 'missing', /421.*busy/],
  ])('server that %s: says so', async (_name, options, environment, result, says) => {
    expect(await examine(options, environment)).toMatchObject({ result, says: expect.stringMatching(says) });
  });

  it('nothing listens: says so', async () => {
    const finding = await examine({}, { SMTP_PORT: '1' });
    expect(finding).toMatchObject({ result: 'missing', says: expect.stringContaining('nothing listens on port 1') });
  });

  it('host without an address: says so', async () => {
    const finding = await examine({}, { SMTP_HOST: 'mail.invalid' });
    expect(finding).toMatchObject({ result: 'missing', says: expect.stringContaining('mail.invalid has no address') });
  });
});
