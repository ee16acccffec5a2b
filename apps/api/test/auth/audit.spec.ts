import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CreatedApiToken, endpoints, type SessionsResponse } from '@spawner/contracts';
import { AuditTrail } from '../../src/audit/audit-trail.js';
import { People } from './people.js';

interface Row {
  readonly action: string;
  readonly actor: string | null;
  readonly outcome: string;
  readonly from_ip: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

let people: People;

beforeEach(async () => {
  people = await People.start({ environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
});
afterEach(() => people.close());

const trail = () =>
  people.rows<Row>(
    `SELECT action, users.email AS actor, outcome, from_ip, facts
     FROM audit_event LEFT JOIN users ON users.id = actor_id ORDER BY audit_event.id`,
  );
const lines = async () => (await trail()).map(({ action, actor, outcome }) => [action, actor, outcome]);
const ANN = 'ann@example.com';

describe('audit trail of logins', () => {
  it('login, ended session and logout: recorded', async () => {
    const browser = await people.browserOf(ANN);
    await people.clientOf(ANN);
    const { sessions } = (await browser.get(endpoints.sessions.path)).json<SessionsResponse>();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    await people.delete(`/api/user/sessions/${sessions.find(({ current }) => !current)?.id ?? ''}`, { cookie });
    await browser.post('/api/auth/logout');
    expect(await lines()).toEqual([
      ['login_requested', null, 'done'],
      ['login_confirmed', ANN, 'done'],
      ['login_requested', null, 'done'],
      ['login_confirmed', ANN, 'done'],
      ['session_ended', ANN, 'done'],
      ['logout', ANN, 'done'],
    ]);
    expect(new Set((await trail()).map(({ from_ip }) => from_ip))).toEqual(new Set(['127.0.0.1']));
    expect((await trail()).map(({ facts }) => facts['way'])).toEqual(expect.arrayContaining(['link', 'client']));
  });

  it('refused login: recorded with its reason, an unknown mail address is not', async () => {
    await people.spawner.post('/api/auth/verify', { token: 'A'.repeat(43) });
    await people.spawner.post(endpoints.openSessionByCode.path, { email: ANN, code: '000000' });
    const { token } = await people.mailFor(ANN);
    await people.spawner.post(endpoints.refuseLink.path, { token });
    await people.spawner.post('/api/auth/login', { email: 'stranger@example.com' });
    await people.mailFor('last@example.com');
    const refused = (await trail()).filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ action, actor, facts }) => [action, actor, facts['reason']])).toEqual([
      ['login_refused', null, 'link_invalid'],
      ['login_refused', null, 'code_invalid'],
      ['login_refused', ANN, 'not_me'],
      ['login_requested', null, undefined],
    ]);
    expect(JSON.stringify(await people.rows('SELECT * FROM audit_event'))).not.toContain('stranger');
  });

  it('replayed refresh token and logout everywhere: recorded', async () => {
    const browser = await people.browserOf(ANN);
    const thief = browser.copy();
    await browser.post(endpoints.refreshSession.path);
    people.spawner.clock.forward(31);
    await thief.post(endpoints.refreshSession.path);
    await (await people.browserOf(ANN)).post(endpoints.logoutEverywhere.path);
    expect((await lines()).filter(([action]) => !action?.startsWith('login'))).toEqual([
      ['refresh_token_replayed', ANN, 'refused'],
      ['logout_everywhere', ANN, 'done'],
    ]);
  });

  it('API token created, first used and revoked: recorded, once each', async () => {
    const client = await people.clientOf(ANN);
    const wish = { name: 'CI', scopes: ['containers:read'], expires_in_days: 1 };
    const answer = await people.spawner.post('/api/user/tokens', wish, { ...client });
    const { token, details } = answer.json<CreatedApiToken>();
    const use = () => people.spawner.get('/api/user/me', { authorization: `Bearer ${token}` });
    await Promise.all([use(), use(), use()]);
    people.spawner.clock.forward(61);
    await use();
    await people.delete(`/api/user/tokens/${details.id}`, { ...client });
    const made = (await lines()).filter(([action]) => action?.startsWith('token') && action !== 'token_refused');
    expect(made).toEqual([
      ['token_created', ANN, 'done'],
      ['token_first_used', ANN, 'done'],
      ['token_revoked', ANN, 'done'],
    ]);
  });

  it('deleted user: events stay, without the actor', async () => {
    await people.browserOf(ANN);
    await people.rows('DELETE FROM users');
    expect(await lines()).toContainEqual(['login_confirmed', null, 'done']);
  });

  it('event that cannot be stored: record still resolves', async () => {
    const trail = people.spawner.app.get(AuditTrail);
    const unknownActor = { action: 'logout', actor: 4711, from: null } as const;
    await expect(trail.record(unknownActor)).resolves.toBeUndefined();
  });
});
