import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  InvitationLink,
  InvitationOffer,
  InvitationsPage,
  NewInvitationsResponse,
  Problem,
  SessionResponse,
} from '@spawner/contracts';
import { InvitationsModule } from '../../src/invitations/invitations.module.js';
import { type Client, People } from '../auth/people.js';

let people: People;
let admin: Client;

beforeAll(async () => {
  people = await People.start({
    environment: { REGISTRATION: 'invitation', MAGIC_LINK_RATE_LIMIT: '3' },
    imports: [InvitationsModule],
  });
  admin = await people.clientOf('admin@example.com');
});
afterAll(() => people.close());

const url = '/api/admin/invitations';
const invite = async (addresses: string, more: object = {}, client = admin) =>
  people.spawner.post(url, { addresses, language: 'en', ...more }, { ...client });
const outcomes = async (addresses: string, more?: object): Promise<string[]> =>
  (await invite(addresses, more)).json<NewInvitationsResponse>().items.map(({ outcome }) => outcome);
const list = async (query = ''): Promise<InvitationsPage> =>
  (await people.spawner.get(`${url}${query}`, { ...admin })).json<InvitationsPage>();
const idOf = async (email: string): Promise<string> =>
  (await list()).items.find((invitation) => invitation.email === email)?.id ?? '';
const stateOf = async (email: string): Promise<string> =>
  (await list()).items.find((invitation) => invitation.email === email)?.state ?? '';
const accept = (token: string, browser = people.browser()) => browser.post('/api/auth/invitation', { token });
const tokenFor = async (email: string, more?: object): Promise<string> => {
  await invite(email, more);
  const { token } = await people.mails.take(email);
  await people.spawner.mailsSettled();
  return token;
};

describe('invitation', () => {
  it('registration by invitation: nobody registers without one', async () => {
    const answer = await people.spawner.post('/api/auth/signup', { email: 'eve@example.com' });
    expect(answer.json<Problem>().code).toBe('registration_closed');
  });

  it('pasted list: each entry has its outcome, a dry run sends nothing', async () => {
    const pasted = '"Lee, Ann" <Ann@example.com>;\tbob@example.com, not an address\nann@EXAMPLE.com; admin@example.com';
    const expected = ['new', 'new', 'no_address', 'repeated', 'has_account'];
    expect(await outcomes(pasted, { dry_run: true })).toEqual(expected);
    expect((await list()).total).toBe(0);
    expect(await outcomes(pasted)).toEqual(expected);
    await people.spawner.mailsSettled();
    expect(people.mails.unread.sort()).toEqual(['ann@example.com', 'bob@example.com']);
    expect((await people.mails.take('bob@example.com')).content).toContain('admin@example.com invites you');
    expect(await stateOf('bob@example.com')).toBe('sent');
    expect((await invite(Array<string>(201).fill('a@example.com').join(','))).statusCode).toBe(400);
  });

  it('offer: says who and what, uses nothing up; accepted: confirmed account, logged in, once', async () => {
    const { token, content } = await people.mails.take('ann@example.com');
    expect(content).toContain(`/invite#${token}`);
    const offer = await people.spawner.post('/api/auth/invitation/offer', { token });
    expect(offer.json<InvitationOffer>()).toMatchObject({
      email: 'ann@example.com',
      role: 'user',
      invited_by: 'admin@example.com',
    });
    const browser = people.browser();
    const { user } = (await accept(token, browser)).json<SessionResponse>();
    expect(user).toMatchObject({ email: 'ann@example.com', state: 'verified', role: 'user', approval: 'granted' });
    expect((await browser.get('/api/user/sessions')).statusCode).toBe(200);
    for (const path of ['', '/offer']) {
      const replay = await people.spawner.post(`/api/auth/invitation${path}`, { token });
      expect(replay.json<Problem>().code).toBe('link_invalid');
    }
    expect(await stateOf('ann@example.com')).toBe('accepted');
  });

  it('accepted ten times at once: one session', async () => {
    const token = await tokenFor('crowd@example.com');
    const answers = await Promise.all(Array.from({ length: 10 }, () => accept(token)));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    expect(answers.filter(({ statusCode }) => statusCode === 410)).toHaveLength(9);
  });

  it('only a hash is stored: neither the token nor what it is made of can be used', async () => {
    const token = await tokenFor('hash@example.com');
    const [row] = await people.rows<{ all: string; mail_id: string }>(
      `SELECT row_to_json(invitation)::text AS all, mail_id FROM invitation WHERE email = 'hash@example.com'`,
    );
    expect(row?.all).not.toContain(token);
    const [queued] = await people.rows<{ all: string }>(
      'SELECT row_to_json(outgoing_mail)::text AS all FROM outgoing_mail WHERE id = $1',
      [row?.mail_id],
    );
    expect(queued?.all).not.toContain(token);
    for (const guess of [row?.mail_id ?? '', 'A'.repeat(43), `${token}A`, token.slice(1)]) {
      expect((await accept(guess)).statusCode).toBeGreaterThanOrEqual(400);
    }
  });

  it('invited again: the new link works, the one before does not; the fourth mail in an hour is refused', async () => {
    const first = await tokenFor('twice@example.com');
    expect(await outcomes('twice@example.com')).toEqual(['renewed']);
    const { token: second } = await people.mails.take('twice@example.com');
    expect((await accept(first)).json<Problem>().code).toBe('link_invalid');
    const id = await idOf('twice@example.com');
    expect((await people.spawner.post(`/api/admin/invitation/${id}/resend`, undefined, { ...admin })).statusCode).toBe(
      200,
    );
    const { token: third } = await people.mails.take('twice@example.com');
    expect((await accept(second)).json<Problem>().code).toBe('link_invalid');
    expect(await outcomes('twice@example.com')).toEqual(['too_many_mails']);
    const fourth = await people.spawner.post(`/api/admin/invitation/${id}/resend`, undefined, { ...admin });
    expect(fourth.json<Problem>().code).toBe('too_many_mails');
    expect((await accept(third)).statusCode).toBe(200);
  });

  it('copied link: that of the mail; recorded', async () => {
    const token = await tokenFor('copy@example.com');
    const id = await idOf('copy@example.com');
    const copied = await people.spawner.post(`/api/admin/invitation/${id}/link`, undefined, { ...admin });
    expect(copied.json<InvitationLink>().link).toBe(`http://localhost:5000/invite#${token}`);
    const recorded = await people.rows(
      `SELECT FROM audit_event WHERE action = 'invitation_link_read' AND subject = $1`,
      [id],
    );
    expect(recorded).toHaveLength(1);
  });

  it('revoked, expired: no longer valid', async () => {
    const revoked = await tokenFor('revoked@example.com');
    const id = await idOf('revoked@example.com');
    expect((await people.delete(`/api/admin/invitation/${id}`, { ...admin })).statusCode).toBe(200);
    expect((await accept(revoked)).json<Problem>().code).toBe('link_invalid');
    expect((await people.delete(`/api/admin/invitation/${id}`, { ...admin })).statusCode).toBe(404);
    const expired = await tokenFor('expired@example.com', { days: 1 });
    people.spawner.clock.forward(86_401);
    expect((await accept(expired)).json<Problem>().code).toBe('link_invalid');
    expect(await stateOf('expired@example.com')).toBe('expired');
  });

  it('to a manager: ends with the right of its inviter; to a user: stays', async () => {
    const [manager, user] = [await tokenFor('m@example.com', { role: 'manager' }), await tokenFor('u@example.com')];
    await people.rows(`UPDATE users SET role = 'user' WHERE email = 'admin@example.com'`);
    expect((await accept(manager)).json<Problem>().code).toBe('link_invalid');
    expect((await accept(user)).statusCode).toBe(200);
    await people.rows(`UPDATE users SET role = 'admin' WHERE email = 'admin@example.com'`);
    expect((await accept(manager)).json<SessionResponse>().user.role).toBe('manager');
  });

  it('somebody who was blocked after they had registered: is not let in, the invitation stays open', async () => {
    const token = await tokenFor('blocked@example.com');
    await people.rows(
      `INSERT INTO users (email, slug, state, blocked) VALUES ('blocked@example.com', 'blocked', 'verified', true)`,
    );
    expect((await accept(token)).json<Problem>().code).toBe('account_blocked');
    expect(await stateOf('blocked@example.com')).toBe('sent');
  });

  it('list: pages by cursor in both orders, filtered, without gaps', async () => {
    for (const sort of ['-created', 'email']) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const page: InvitationsPage = await list(`?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ email }) => email));
        cursor = page.next_cursor;
      }
      expect(seen).toHaveLength((await list()).total);
      expect(new Set(seen).size).toBe(seen.length);
    }
    expect((await list('?state=expired')).items.map(({ email }) => email)).toEqual(
      expect.arrayContaining(['expired@example.com']),
    );
    expect((await list('?q=%25_')).total).toBe(0);
    const cursorOf = (key: unknown, id: unknown): string =>
      Buffer.from(JSON.stringify({ sort: '-created', key, id })).toString('base64url');
    const id = '0b9f6a52-5a0e-4d5b-8c53-1c9a4c1f7e22';
    const at = '2026-09-01T07:30:00.000Z';
    const wrong = ['%F0%9F%92%A5', cursorOf('x', id), cursorOf(at, 'x'), cursorOf(null, id), cursorOf(at, 1)];
    for (const cursor of wrong) {
      expect((await people.spawner.get(`${url}?cursor=${cursor}`, { ...admin })).statusCode).toBe(400);
    }
    expect((await people.spawner.get(`${url}?cursor=${cursorOf(at, id)}`, { ...admin })).statusCode).toBe(200);
  });

  it('manager and user: may not invite, list, copy or revoke', async () => {
    const id = await idOf('copy@example.com');
    for (const role of ['manager', 'user']) {
      await people.rows(`UPDATE users SET role = '${role}' WHERE email = 'admin@example.com'`);
      const answers = [
        await invite('x@example.com'),
        await people.spawner.get(url, { ...admin }),
        await people.spawner.post(`/api/admin/invitation/${id}/link`, undefined, { ...admin }),
        await people.spawner.post(`/api/admin/invitation/${id}/resend`, undefined, { ...admin }),
        await people.delete(`/api/admin/invitation/${id}`, { ...admin }),
      ];
      expect(answers.map((answer) => answer.json<Problem>().code)).toEqual(Array(5).fill('forbidden'));
    }
  });

  it('audit: no address of an invited person', async () => {
    const events = await people.rows<{ text: string }>(
      `SELECT concat(subject, facts) AS text FROM audit_event WHERE action LIKE 'invitation%'`,
    );
    expect(events.length).toBeGreaterThan(5);
    for (const { text } of events) expect(text).not.toContain('@');
  });
});
