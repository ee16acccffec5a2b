import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endpoints, type Problem } from '@spawner/contracts';
import type { LightMyRequestResponse } from 'fastify';
import type { TestBrowser } from '../browser.js';
import { People } from './people.js';

const CODE = endpoints.openSessionByCode.path;

let people: People;

beforeAll(async () => {
  people = await People.start();
});
afterAll(() => people.close());

const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const codeOf = (answer: LightMyRequestResponse) => [answer.statusCode, answer.json<Problem>().code];
const REFUSED = [403, 'code_invalid'];

async function requestCode(email: string): Promise<{ browser: TestBrowser; code: string; token: string }> {
  const browser = people.browser();
  return { browser, ...(await people.mailFor(email, browser)) };
}

describe('mailed code', () => {
  it('browser that requested it: logs in once, and the link is used up', async () => {
    const { browser, code, token } = await requestCode('typed@example.com');
    expect(code).toMatch(/^\d{6}$/);
    expect((await browser.post(CODE, { email: 'Typed@Example.com', code })).statusCode).toBe(200);
    expect((await browser.get('/api/user/me')).json()).toMatchObject({ email: 'typed@example.com', state: 'verified' });
    expect(codeOf(await browser.post(CODE, { email: 'typed@example.com', code }))).toEqual(REFUSED);
    expect((await browser.post('/api/auth/session', { token })).statusCode).toBe(410);
  });

  it('another browser, another address, link already used, or expired: code_invalid', async () => {
    const { browser, code, token } = await requestCode('bound@example.com');
    const stranger = people.browser();
    await people.mailFor('stranger@example.com', stranger);
    expect(codeOf(await people.spawner.post(CODE, { email: 'bound@example.com', code }))).toEqual(REFUSED);
    expect(codeOf(await stranger.post(CODE, { email: 'bound@example.com', code }))).toEqual(REFUSED);
    expect(codeOf(await browser.post(CODE, { email: 'stranger@example.com', code }))).toEqual(REFUSED);
    await browser.post('/api/auth/session', { token });
    expect(codeOf(await browser.post(CODE, { email: 'bound@example.com', code }))).toEqual(REFUSED);

    const late = await requestCode('late@example.com');
    people.spawner.clock.forward(901);
    expect(codeOf(await late.browser.post(CODE, { email: 'late@example.com', code: late.code }))).toEqual(REFUSED);
  });

  it('five wrong codes: the right one is refused, the link still works', async () => {
    const { browser, code, token } = await requestCode('tries@example.com');
    for (let tries = 0; tries < 5; tries++) {
      expect(codeOf(await browser.post(CODE, { email: 'tries@example.com', code: wrong(code) }))).toEqual(REFUSED);
    }
    expect(codeOf(await browser.post(CODE, { email: 'tries@example.com', code }))).toEqual(REFUSED);
    // A link cannot be guessed, so wrong codes do not block it.
    expect((await browser.post('/api/auth/session', { token })).statusCode).toBe(200);
  });

  it('wrong codes from another browser: not counted', async () => {
    const { browser, code } = await requestCode('shared@example.com');
    const stranger = people.browser();
    await people.mailFor('other@example.com', stranger);
    const email = 'shared@example.com';
    for (let tries = 0; tries < 6; tries++) await stranger.post(CODE, { email, code: wrong(code) });
    expect((await browser.post(CODE, { email, code })).statusCode).toBe(200);
  });

  it('right code on the fifth try: logs in', async () => {
    const { browser, code } = await requestCode('fifth@example.com');
    for (let tries = 0; tries < 4; tries++) await browser.post(CODE, { email: 'fifth@example.com', code: wrong(code) });
    expect((await browser.post(CODE, { email: 'fifth@example.com', code })).statusCode).toBe(200);
  });

  it('60 wrong codes at once: five tries are counted, then the right one is refused', async () => {
    const { browser, code } = await requestCode('guessed@example.com');
    const cookie = `spawner_asked=${browser.cookies.get('spawner_asked') ?? ''}`;
    const guess = (guessed: string, index: number) =>
      people.spawner.app.inject({
        method: 'POST',
        url: CODE,
        payload: { email: 'guessed@example.com', code: guessed },
        headers: { cookie },
        remoteAddress: `10.1.0.${String(index)}`,
      });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => guess(wrong(code), index)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([403]));
    const [counted] = await people.rows<{ code_tries: number }>(
      `SELECT code_tries FROM magic_link JOIN users ON users.id = user_id WHERE users.email = 'guessed@example.com'`,
    );
    expect(counted?.code_tries).toBe(5);
    expect((await guess(code, 61)).statusCode).toBe(403);
  });

  it('30 logins with one code at once: one session', async () => {
    const { browser, code } = await requestCode('eager@example.com');
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => browser.copy().post(CODE, { email: 'eager@example.com', code })),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
  });

  it('wrong address, browser or digits: the same answer', async () => {
    const { browser, code } = await requestCode('same@example.com');
    const bodies = [
      await browser.post(CODE, { email: 'same@example.com', code: wrong(code) }),
      await browser.post(CODE, { email: 'unknown@example.com', code }),
      await people.spawner.post(CODE, { email: 'same@example.com', code }),
    ].map((answer) => ({ ...answer.json<Problem>(), request_id: '' }));
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
  });

  it('stored code: not in clear text', async () => {
    const { code } = await requestCode('hashed@example.com');
    const rows = JSON.stringify(await people.rows('SELECT * FROM magic_link'));
    expect(rows).not.toContain(code);
  });

  it.each(['12345', '1234567', '12345a', '١٢٣٤٥٦', '', 123456, ['123456']])('malformed code %j: 400', async (code) => {
    expect((await people.spawner.post(CODE, { email: 'form@example.com', code })).statusCode).toBe(400);
  });
});
