import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Email, type Problem, type TokenResponse } from '@spawner/contracts';
import { People } from './people.js';

let people: People;

beforeAll(async () => {
  people = await People.start();
});
afterAll(() => people.close());

async function loginMail(email: string, browser = people.browser()) {
  await browser.askFor(email, 'login');
  const mail = await people.mails.take(email);
  await people.spawner.mailsSettled();
  return mail;
}

const account = (email: string) => people.rows('SELECT FROM users WHERE email = $1', [email]);

describe('login with an address that has no account', () => {
  it('the mail says so; its link creates the account and logs in', async () => {
    const { content, token } = await loginMail('new@example.com');
    expect(content).toContain('gibt es noch kein Konto');
    expect(await account('new@example.com')).toEqual([]);
    const login = (await people.spawner.post('/api/auth/verify', { token })).json<TokenResponse>();
    expect(login.user).toMatchObject({ email: 'new@example.com', slug: 'new', state: 'verified' });
    expect((await loginMail('new@example.com')).content).not.toContain('kein Konto');
  });

  it('its code does the same, in the browser that requested it', async () => {
    const browser = people.browser();
    const { code } = await loginMail('code@example.com', browser);
    const answer = await browser.post('/api/auth/session/code', { email: 'code@example.com', code });
    expect(answer.json()).toMatchObject({ user: { email: 'code@example.com' } });
  });

  it('"that was not me": no account', async () => {
    const { token } = await loginMail('stranger@example.com');
    const asked = await people.spawner.post('/api/auth/link/asked-by', { token });
    expect(asked.json()).toMatchObject({ email: 'stranger@example.com' });
    expect((await people.spawner.post('/api/auth/link/refuse', { token })).statusCode).toBe(200);
    expect((await people.spawner.post('/api/auth/verify', { token })).statusCode).toBe(410);
    expect(await account('stranger@example.com')).toEqual([]);
  });

  it('registered meanwhile: one account; logout everywhere ends the older link', async () => {
    const { token } = await loginMail('both@example.com');
    const client = await people.clientOf('both@example.com');
    await people.spawner.post('/api/auth/logout-everywhere', undefined, { ...client });
    expect((await people.spawner.post('/api/auth/verify', { token })).statusCode).toBe(410);
    expect(await account('both@example.com')).toHaveLength(1);
  });
});

describe('address with a domain of other letters', () => {
  it('by REST as in the browser: one account', async () => {
    const punycode = 'user@xn--bcher-kva.example';
    const ids: number[] = [];
    for (const typed of ['user@bücher.example', 'USER@BÜCHER.example', 'user@bu\u0308cher.example', punycode]) {
      people.spawner.clock.forward(3600);
      expect((await people.spawner.post('/api/auth/signup', { email: typed })).statusCode).toBe(200);
      // Shown by the test's mail server in letters.
      const { token, content } = await people.mails.take('user@bücher.example');
      expect(content).toContain(`To: ${punycode}`);
      ids.push((await people.spawner.post('/api/auth/verify', { token })).json<TokenResponse>().user.id);
    }
    expect(new Set(ids).size).toBe(1);
  });

  it.each([
    'user@b\u00fccher.example/x',
    'user@b\u00fccher.example:80',
    'user@\uff41.example',
    'user@b\u00fc cher.example',
  ])('%j: refused', (email) => expect(Email.safeParse(email).success).toBe(false));
});

describe('refused address', () => {
  it.each([
    ['jörg@example.com', 'hat vor dem @ Umlaute oder andere Zeichen, die nicht jeder Mailserver zustellt'],
    ['"ann lee"@example.com', 'steht vor dem @ in Anführungszeichen; solche Adressen werden nicht angenommen'],
    [`${'a'.repeat(65)}@example.com`, 'ist zu lang: höchstens 64 Zeichen vor dem @ und 254 insgesamt'],
    [`ann@${'a.'.repeat(130)}example`, 'ist zu lang: höchstens 64 Zeichen vor dem @ und 254 insgesamt'],
    ['ann@example', 'ist keine gültige Mailadresse'],
  ])('%s: the reason is named', async (email, message) => {
    const answer = await people.spawner.post('/api/auth/login', { email });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<Problem>().errors).toEqual([{ path: 'email', message }]);
  });
});
