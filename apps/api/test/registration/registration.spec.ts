import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MailRulesEffect, OwnApproval, Problem, StoredMailRules, User } from '@spawner/contracts';
import { ApprovalDigest } from '../../src/registration/approval-digest.js';
import { Approvals } from '../../src/registration/approvals.js';
import { RefusedSweep } from '../../src/registration/refused-sweep.js';
import { type Client, People } from '../auth/people.js';
import type { TestBrowser } from '../browser.js';

let people: People;
let admin: Client;

const rules = [
  { effect: 'deny', pattern: 'Bad*@school.example', note: '' },
  { effect: 'allow', pattern: '@school.example', note: 'everybody at school' },
  { effect: 'ask', pattern: '@*.Bücher.example', note: '' },
];

beforeAll(async () => {
  people = await People.start({
    environment: {
      REGISTRATION: 'rules',
      DEFAULT_MAIL_EFFECT: 'deny',
      REGISTRATION_HINT: 'Nur Adressen von school.example',
      MAGIC_LINK_RATE_LIMIT: '100',
    },
  });
  admin = await people.clientOf('admin@other.example');
  await save(rules);
});
afterAll(() => people.close());

const url = '/api/admin/mail-rules';
const put = (payload: object, client = admin) =>
  people.spawner.app.inject({ method: 'PUT', url, headers: { ...client }, payload });
async function save(wanted: object[]): Promise<StoredMailRules> {
  const { version } = (await people.spawner.get(url, { ...admin })).json<StoredMailRules>();
  return (await put({ rules: wanted, version })).json<StoredMailRules>();
}
const signup = (email: string) => people.spawner.post('/api/auth/signup', { email });

describe('mail rules', () => {
  it('saved: in their stored form, with a new version; a stale version is refused with what is there', async () => {
    const stored = (await people.spawner.get(url, { ...admin })).json<StoredMailRules>();
    expect(stored.rules.map(({ pattern }) => pattern)).toEqual([
      'bad*@school.example',
      '@school.example',
      '@*.xn--bcher-kva.example',
    ]);
    const stale = await put({ rules: [], version: stored.version - 1 });
    expect([stale.statusCode, stale.json<Problem>().code]).toEqual([409, 'changed_meanwhile']);
    expect(stale.json<Problem & { current: unknown }>().current).toEqual(stored);
  });

  it('wrong patterns: each named with its place', async () => {
    const wrong = [
      rules[0],
      { effect: 'allow', pattern: '@school.*' },
      { effect: 'allow', pattern: 'ann smith@x.example' },
    ];
    const answer = await put({ rules: wrong, version: 0 });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<Problem>().errors).toEqual([
      { path: 'rules.1.pattern', message: 'Zeichen 9: ein * hinter dem @ gibt es nur als @*.domain' },
      { path: 'rules.2.pattern', message: 'Zeichen 4: so beginnt keine Mailadresse' },
    ]);
    expect((await put({ rules: Array<unknown>(501).fill(rules[1]), version: 0 })).statusCode).toBe(400);
    for (const note of ['\0', '\ud800', '\u202eevil', 'x'.repeat(201)]) {
      expect((await put({ rules: [{ effect: 'allow', pattern: '@x.example', note }], version: 0 })).statusCode).toBe(
        400,
      );
    }
    expect((await put({ rules: [{ effect: 'maybe', pattern: '@x.example' }], version: 0 })).statusCode).toBe(400);
  });

  it('trial: which rule decides, how many accounts each decides on, who is shut out', async () => {
    const trial = { rules, default_effect: 'deny', email: 'k@kiga.bücher.example' };
    const answer = await people.spawner.post(`${url}/try`, trial, { ...admin });
    const effect = answer.json<MailRulesEffect>();
    expect(effect.tried).toEqual({ effect: 'ask', rule: 2 });
    expect(effect.people).toEqual([0, 0, 0]);
    expect(effect.shut_out.total).toBe(1);
    expect(effect.shut_out.people).toEqual([{ id: expect.any(Number), name: 'admin@other.example' }]);
  });

  it.each([
    'eve@evil.example',
    'eve@sub.school.example',
    'eve@school.example.evil.example',
    'eve@evilschool.example',
    'BAD.Eve@SCHOOL.example',
    'bad+1@school.example',
    'eve@bücher.example',
  ])('sign-up of %s: refused with the hint, no mail, no account', async (email) => {
    const answer = await signup(email);
    expect([answer.statusCode, answer.json<Problem>().code]).toEqual([403, 'mail_not_allowed']);
    expect(answer.json<Problem>().detail).toMatch(/^Nur Adressen von school\.example\. /);
  });

  it.each(['eve@school.example.', 'eve@\u017fchool.example', 'eve@ｓchool.example', 'eve@school\u3002example'])(
    'sign-up of the look-alike %j: no address',
    async (email) => {
      expect((await signup(email)).json<Problem>().code).toMatch(/invalid_request|mail_not_allowed/);
    },
  );

  it('sign-up with an address that has an account but is not allowed: the same refusal', async () => {
    const [known, unknown] = [await signup('admin@other.example'), await signup('nobody@other.example')];
    const seen = ({ statusCode, body }: typeof known) => [statusCode, { ...JSON.parse(body), request_id: '' }];
    expect(seen(known)).toEqual(seen(unknown));
  });

  it('log-in with that account: a link, whatever the rules say', async () => {
    await people.spawner.post('/api/auth/login', { email: 'admin@other.example' });
    expect((await people.mails.take('admin@other.example')).token).not.toBe('');
  });

  it('log-in with a refused address: the same answer, and a mail without a link', async () => {
    expect((await people.spawner.post('/api/auth/login', { email: 'eve@evil.example' })).statusCode).toBe(200);
    expect((await people.mails.take('eve@evil.example')).content).not.toContain('/confirm#');
    expect(await people.rows(`SELECT FROM users WHERE email LIKE '%evil.example'`)).toEqual([]);
  });

  it('rules that changed after the sign-up: the confirmation is refused, the link stays', async () => {
    const mail = await people.mailFor('late@school.example');
    await save([]);
    const refused = await people.spawner.post('/api/auth/verify', { token: mail.token });
    expect(refused.json<Problem>().code).toBe('mail_not_allowed');
    await save(rules);
    expect((await people.spawner.post('/api/auth/verify', { token: mail.token })).statusCode).toBe(200);
  });

  it('manager and user: may not read or change them', async () => {
    const user = await people.clientOf('user@school.example');
    const manager = await people.clientOf('manager@school.example');
    await people.rows(`UPDATE users SET role = 'manager' WHERE email LIKE 'manager@%'`);
    for (const client of [user, manager]) {
      expect((await put({ rules: [], version: 1 }, client)).json<Problem>().code).toBe('forbidden');
      expect((await people.spawner.get(url, { ...client })).statusCode).toBe(403);
    }
  });
});

describe('approval', () => {
  const idOf = async (email: string): Promise<number> => {
    const [row] = await people.rows<{ id: number }>('SELECT id FROM users WHERE email = $1', [email]);
    return row?.id ?? 0;
  };
  const decide = async (email: string, act: 'approve' | 'refuse', body?: object, client = admin) =>
    people.spawner.post(`/api/admin/user/${String(await idOf(email))}/${act}`, body, { ...client });
  const code = async (browser: TestBrowser, path: string): Promise<string> =>
    (await browser.get(path)).json<Problem>().code;
  let waiting: TestBrowser;

  it('address that has to ask: logged in, no pass for services, everything else refused', async () => {
    waiting = await people.browserOf('wait@a.bücher.example');
    expect([...waiting.cookies.keys()]).toEqual(expect.arrayContaining(['spawner_access', 'spawner_refresh']));
    expect([...waiting.cookies.keys()].some((name) => name.includes('visit'))).toBe(false);
    expect((await waiting.get('/api/auth/session')).json<{ user: User }>().user.approval).toBe('waiting');
    expect((await waiting.get('/api/user/me')).statusCode).toBe(200);
    expect((await waiting.get('/api/user/approval')).json<OwnApproval>().approval).toBe('waiting');
    for (const path of ['/api/user/sessions', '/api/user/tokens', url]) {
      expect(await code(waiting, path)).toBe('approval_pending');
    }
    expect((await waiting.post('/api/user/tokens', { name: 'x', scopes: [] })).statusCode).toBe(403);
  });

  it('admins: one mail at once, those who come within half an hour in the next', async () => {
    const digest = people.spawner.app.get(ApprovalDigest);
    await digest.send();
    expect((await people.mails.take('admin@other.example')).content).toContain('Freigabe: 1.');
    await people.browserOf('second@a.bücher.example');
    await digest.send();
    await people.spawner.mailsSettled();
    expect(people.mails.unread).toEqual([]);
    people.spawner.clock.forward(31 * 60);
    await digest.send();
    expect((await people.mails.take('admin@other.example')).content).toContain('Freigabe: 2.');
    await digest.send();
    await people.spawner.mailsSettled();
    expect(people.mails.unread).toEqual([]);
  });

  it('own approval of a person who waits, by themselves or by a user: refused', async () => {
    const id = await idOf('wait@a.xn--bcher-kva.example');
    expect((await waiting.post(`/api/admin/user/${String(id)}/approve`)).json<Problem>().code).toBe('approval_pending');
    const user = await people.clientOf('user@school.example');
    expect((await decide('wait@a.xn--bcher-kva.example', 'approve', undefined, user)).statusCode).toBe(403);
    // As an admin who was demoted after the guard had let the request through.
    const actor = await idOf('user@school.example');
    await expect(people.spawner.app.get(Approvals).approve(id, { actor, from: null })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('approved: everything works with the token that they have; told by mail', async () => {
    expect((await decide('wait@a.xn--bcher-kva.example', 'approve')).statusCode).toBe(200);
    expect((await waiting.get('/api/user/sessions')).statusCode).toBe(200);
    await waiting.post('/api/auth/session/refresh');
    expect([...waiting.cookies.keys()].some((name) => name.includes('visit'))).toBe(true);
    expect((await people.mails.take('wait@a.bücher.example')).content).toContain('freigegeben');
  });

  it('refused: sees the reason, is deleted after 30 days; an account in use is not refused', async () => {
    const browser = await people.browserOf('second@a.bücher.example');
    expect((await decide('second@a.xn--bcher-kva.example', 'refuse', { reason: 'Unknown' })).statusCode).toBe(200);
    expect(await code(browser, '/api/user/sessions')).toBe('approval_refused');
    expect((await browser.get('/api/user/approval')).json<OwnApproval>()).toMatchObject({
      approval: 'refused',
      reason: 'Unknown',
    });
    for (const reason of ['\0', '\ud800', 'x'.repeat(201)]) {
      expect((await decide('second@a.xn--bcher-kva.example', 'refuse', { reason })).statusCode).toBe(400);
    }
    await decide('user@school.example', 'refuse', {});
    const sweep = people.spawner.app.get(RefusedSweep);
    const gone = () => people.rows<{ email: string }>('SELECT email FROM users WHERE deleted_at IS NOT NULL');
    people.spawner.clock.forward(29 * 86_400);
    await sweep.sweep();
    expect(await gone()).toEqual([]);
    people.spawner.clock.forward(2 * 86_400);
    // Both would otherwise outlive the account.
    const open = () =>
      people.rows(
        `SELECT session.id::text FROM session JOIN users ON users.id = user_id WHERE slug = 'second' AND revoked_at IS NULL
         UNION ALL SELECT link.id::text FROM magic_link link JOIN users USING (email) WHERE slug = 'second' AND consumed_at IS NULL`,
      );
    expect((await open()).length).toBeGreaterThan(0);
    await sweep.sweep();
    expect(await open()).toEqual([]);
    expect(await gone()).toEqual([{ email: 'second@a.xn--bcher-kva.example' }]);
  });
});
