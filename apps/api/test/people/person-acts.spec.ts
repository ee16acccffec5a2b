import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AddedMembers, JobDetail, PeopleResponse, PersonDetail, Problem } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { until } from '../../../tests/kit/src/until.js';
import { Clock } from '../../src/background/clock.js';
import { Loops } from '../../src/background/loops.js';
import { Admission } from '../../src/containers/admission/admission.js';
import { OperationSchedule } from '../../src/containers/operations/schedule.js';
import { TemplateCatalogue } from '../../src/templates/template-catalogue.js';
import { LastSeen } from '../../src/users/last-seen.js';
import { type Person, type Product, startProduct } from '../product.js';

type Body = PersonDetail & Omit<Problem, 'status'>;

describe('acts of admins on people', () => {
  let product: Product;
  let admin: Person;
  let count = 0;

  const call = async (
    method: string,
    path: string,
    { body, token = admin.token }: { body?: unknown; token?: string } = {},
  ) => {
    const response = await fetch(`${product.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'accept-language': 'en',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const at = (person: Person, act = '') => `/api/admin/user/${String(person.user.id)}${act}`;
  const newcomer = () => product.register(`person${String(++count)}@example.com`);
  const setRole = (person: Person, role: string) =>
    product.rows(`UPDATE users SET role = '${role}' WHERE id = ${String(person.user.id)}`);
  const setRegistration = async (registration: string) => {
    const { version } = (await call('GET', '/api/admin/settings')).body;
    const body = { version, values: { registration } };
    expect(await call('PATCH', '/api/admin/settings', { body })).toMatchObject({ status: 200 });
  };
  const versionOf = async (person: Person) => (await call('GET', at(person))).body.version;
  const patch = async (person: Person, change: object, token?: string) =>
    call('PATCH', at(person), { body: { version: await versionOf(person), ...change }, ...(token && { token }) });
  const auditOf = (person: Person) =>
    product.rows<{ action: string; outcome: string; actor_id: number; facts: object }>(
      `SELECT action, outcome, actor_id, facts FROM audit_event
       WHERE about_user_id = ${String(person.user.id)} AND action <> 'login_requested' ORDER BY id`,
    );

  const used = new Set<string>();
  /** The token of the newest mail to this address. */
  const mailed = (email: string) =>
    until('the mail is there', 10, async () => {
      const { mails } = (await (await fetch(`${product.url}/api/outbox`)).json()) as {
        mails: { to: string; link: string | null }[];
      };
      const [mail] = mails.filter(({ to, link }) => to === email && link && !used.has(link));
      if (mail?.link) used.add(mail.link);
      return mail?.link?.split('#')[1];
    });
  const linkTo = async (email: string) => {
    await call('POST', '/api/auth/login', { body: { email } });
    return mailed(email);
  };
  const verify = (token: string) => call('POST', '/api/auth/verify', { body: { token } });

  beforeAll(async () => {
    product = await startProduct({ environment: { MAGIC_LINK_RATE_LIMIT: '100' } });
    admin = await product.register('admin@example.com');
  });
  afterAll(async () => {
    await product.close();
  });

  it('the table of roles: each act by admin, manager and user', async () => {
    const manager = await newcomer();
    await setRole(manager, 'manager');
    const user = await newcomer();
    const target = await newcomer();
    const acts: [string, string, object?][] = [
      ['GET', '/api/admin/users'],
      ['GET', at(target)],
      ['PATCH', at(target), { version: 1, role: 'manager' }],
      ['POST', at(target, '/logout')],
      ['POST', at(target, '/login-link')],
      ['POST', at(target, '/block'), {}],
      ['POST', at(target, '/unblock')],
      ['DELETE', at(target)],
      ['POST', at(target, '/restore'), {}],
    ];
    for (const [method, path, body] of acts) {
      const given = body ? { body } : {};
      const answers = [
        await call(method, path, { ...given, token: manager.token }),
        await call(method, path, { ...given, token: user.token }),
        // Last, so that a refused act would have been seen.
        await call(method, path, given),
      ];
      expect([method, path, ...answers.map(({ status }) => status)]).toEqual([method, path, 403, 403, 200]);
    }
  });

  it('name and role: stored, audited; a key that is no part of the change is refused', async () => {
    const ann = await newcomer();
    expect(await patch(ann, { display_name: '  Ann Müller ', role: 'manager' })).toMatchObject({
      status: 200,
      body: { display_name: 'Ann Müller', role: 'manager', slug: ann.user.slug, version: 2 },
    });
    for (const wrong of [
      { role: 'root' },
      { is_admin: true },
      { email: 'no address' },
      { blocked: true },
      { display_name: 'a\u202Eb' },
      { display_name: 'x'.repeat(81) },
      {},
    ])
      expect(await patch(ann, wrong)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect(await auditOf(ann)).toEqual([
      { action: 'user_changed', outcome: 'done', actor_id: admin.user.id, facts: { field: 'display_name' } },
      { action: 'role_changed', outcome: 'done', actor_id: admin.user.id, facts: { from: 'user', to: 'manager' } },
    ]);
  });

  it('first login: counts as seen at once', async () => {
    const ann = await newcomer();
    expect((await call('GET', at(ann))).body.last_seen_at).not.toBeNull();
  });

  it('mail address: sessions and mailed links of the old one end, which is told; the new one logs in, whatever the rules', async () => {
    const ann = await newcomer();
    const old = ann.user.email;
    await mailed(old);
    const token = await linkTo(old);
    await setRegistration('closed');
    const version = await versionOf(ann);
    expect(await patch(ann, { email: ' New-Ann@Example.com ' })).toMatchObject({
      status: 200,
      body: { email: 'new-ann@example.com', slug: ann.user.slug, version: version + 1 },
    });
    await until(
      'the session has ended',
      10,
      async () => (await call('GET', '/api/user/me', { token: ann.token })).status === 401,
    );
    expect(await verify(token)).toMatchObject({ body: { code: 'link_invalid' } });
    const notice = await until('the old address is told', 10, async () => {
      const { mails } = (await (await fetch(`${product.url}/api/outbox`)).json()) as {
        mails: { to: string; link: string | null; text: string }[];
      };
      return mails.find(({ to, link }) => to === old && link === null);
    });
    expect(notice.text).not.toContain('new-ann');
    expect(await verify(await linkTo('new-ann@example.com'))).toMatchObject({
      status: 200,
      body: { user: { id: ann.user.id, state: 'verified', approval: 'granted' } },
    });
    await setRegistration('open');
    expect((await auditOf(ann)).at(-1)).toMatchObject({ action: 'user_changed', facts: { field: 'email' } });
  });

  it('mail address of somebody else: mail_taken; that of the person: nothing ends; an old version: changed_meanwhile', async () => {
    const ann = await newcomer();
    const ben = await newcomer();
    expect(await patch(ann, { email: ben.user.email })).toMatchObject({ status: 409, body: { code: 'mail_taken' } });
    expect(await patch(ann, { email: ann.user.email.toUpperCase() })).toMatchObject({ status: 200 });
    expect((await call('GET', at(ann))).body.sessions).toHaveLength(1);
    expect(await call('PATCH', at(ann), { body: { version: 1, email: 'x@example.com' } })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: { email: ann.user.email } },
    });
    // A deleted person has no claim on their address.
    await call('DELETE', at(ben));
    expect(await patch(ann, { email: ben.user.email })).toMatchObject({ status: 200 });
  });

  it('restored with another address: logs in, also where nobody may register', async () => {
    const ann = await newcomer();
    await call('DELETE', at(ann));
    await setRegistration('closed');
    await call('POST', at(ann, '/restore'), { body: { email: 'restored@example.com' } });
    expect(await verify(await linkTo('restored@example.com'))).toMatchObject({
      status: 200,
      body: { user: { id: ann.user.id, approval: 'granted' } },
    });
    await setRegistration('open');
  });

  it('person who waits for approval is made admin: need not wait, because there may be nobody else to approve', async () => {
    const ann = await newcomer();
    await product.rows(`UPDATE users SET approval = 'waiting', approval_at = now() WHERE id = ${String(ann.user.id)}`);
    expect(await patch(ann, { role: 'admin' })).toMatchObject({
      status: 200,
      body: { role: 'admin', approval: 'granted' },
    });
    await setRole(ann, 'user');
  });

  it('people are stored as seen while an admin acts on one of them: neither waits for the other', async () => {
    const ids = [(await newcomer()).user.id, (await newcomer()).user.id] as const;
    const [person, acting] = ids;
    const { app } = product.spawner;
    const source = app.get(DataSource);
    await source.query('UPDATE users SET last_seen_at = NULL WHERE id = ANY ($1)', [ids]);
    const seen = new LastSeen(source, app.get(Clock), app.get(Loops));
    for (const id of ids) seen.note(id);
    let isStored = false;
    let storing = Promise.resolve();
    await source.transaction(async (manager) => {
      const lock = (id: number) => manager.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [id]);
      await lock(acting);
      storing = seen.store().then(() => {
        isStored = true;
      });
      storing.catch(() => undefined);
      await until('they are stored, or the statement waits', 10, async () => {
        const waiting = await product.rows(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return isStored || waiting.length > 0;
      });
      await lock(person);
    });
    await storing;
    expect(
      await product.rows(`SELECT last_seen_at IS NULL AS missed FROM users WHERE id IN (${ids.join()}) ORDER BY id`),
    ).toEqual([{ missed: false }, { missed: true }]);
  });

  it('block that is being set while a launch is decided: the launch is refused', async () => {
    const { user } = await newcomer();
    const { app } = product.spawner;
    const launch = {
      ref: { userId: user.id, slug: user.slug, type: 'dev' },
      template: app.get(TemplateCatalogue).get('dev'),
      ...({ intent: 'launch', lane: 0 } as const),
    };
    const decision = await app.get(DataSource).transaction(async (manager) => {
      await manager.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [user.id]);
      await manager.query('UPDATE users SET blocked = TRUE WHERE id = $1', [user.id]);
      const asked = Promise.allSettled([app.get(Admission).ask(launch)]);
      await until('the decision waits', 10, async () => {
        const waiting = await product.rows(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      return { asked };
    });
    expect(await decision.asked).toMatchObject([{ status: 'rejected', reason: { code: 'account_blocked' } }]);
    expect(await product.rows(`SELECT FROM user_container WHERE user_id = ${String(user.id)}`)).toEqual([]);
  });

  it('two admins change the same person: the second gets changed_meanwhile with what it is now', async () => {
    const ann = await newcomer();
    const version = await versionOf(ann);
    await call('PATCH', at(ann), { body: { version, display_name: 'First' } });
    expect(await call('PATCH', at(ann), { body: { version, display_name: 'Second' } })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', current: { display_name: 'First', version: version + 1 } },
    });
  });

  it('oneself: not blocked, deleted or demoted, with another reason for the only admin', async () => {
    const tries = async (code: string) => {
      for (const answer of [
        await patch(admin, { role: 'user' }),
        await patch(admin, { email: 'other-admin@example.com' }),
        await call('POST', at(admin, '/block'), { body: {} }),
        await call('DELETE', at(admin)),
      ])
        expect(answer).toMatchObject({ status: 409, body: { code } });
    };
    await tries('last_admin');
    const other = await newcomer();
    await setRole(other, 'admin');
    await tries('own_account');
    expect(await patch(admin, { display_name: 'Admin' })).toMatchObject({ status: 200 });
    expect((await auditOf(admin)).filter(({ outcome }) => outcome === 'refused')).toHaveLength(8);
    await setRole(other, 'user');
  });

  it('two admins demote each other at the same moment, five times: one stays admin', async () => {
    const one = await newcomer();
    const two = await newcomer();
    await setRole(admin, 'user');
    for (let round = 0; round < 5; round++) {
      await product.rows(
        `UPDATE users SET role = 'admin', version = 1 WHERE id IN (${String(one.user.id)}, ${String(two.user.id)})`,
      );
      const demote = (actor: Person, target: Person) =>
        call('PATCH', at(target), { body: { version: 1, role: 'user' }, token: actor.token });
      const answers = await Promise.all([demote(one, two), demote(two, one)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
      expect(await product.rows(`SELECT id FROM users WHERE role = 'admin'`)).toHaveLength(1);
    }
    for (const each of [one, two]) await setRole(each, 'user');
    await setRole(admin, 'admin');
  });

  it('block: open streams end, containers stop, the reason is told at the login, and nothing starts by itself', async () => {
    const ann = await newcomer();
    await ann.launch('dev');
    const scopes = ['containers:read', 'containers:write'];
    const { token } = (
      await call('POST', '/api/user/tokens', { body: { name: 'ci', scopes, expires_in_days: 1 }, token: ann.token })
    ).body as unknown as { token: string };
    const streams = await Promise.all(
      [ann.token, token].map((bearer) =>
        fetch(`${product.url}/api/events`, { headers: { authorization: `Bearer ${bearer}` } }),
      ),
    );
    const ended = Promise.all(streams.map((stream) => stream.text()));

    const wish = { reason: 'Left the school.', tell: true };
    expect(await call('POST', at(ann, '/block'), { body: wish })).toMatchObject({
      status: 200,
      body: { blocked: true, blocked_reason: 'Left the school.' },
    });
    await ended;
    for (const bearer of [ann.token, token]) {
      await until(
        'the session has ended',
        10,
        async () => (await call('GET', '/api/user/containers', { token: bearer })).status === 401,
      );
    }
    const status = async () =>
      (
        await product.rows<{ status: string; intent: string | null }>(
          `SELECT status, intent FROM user_container WHERE user_id = ${String(ann.user.id)}`,
        )
      )[0];
    await until('the container has stopped', 20, async () => (await status())?.intent === null);
    expect(await status()).toEqual({ status: 'stopped', intent: null });
    // What a visitor of a resting service causes, and a launch that was requested just before the block.
    const ref = { userId: ann.user.id, slug: ann.user.slug, type: 'dev' };
    await expect(product.spawner.app.get(OperationSchedule).submit(ref, 'launch')).rejects.toMatchObject({
      code: 'account_blocked',
    });

    const detail = await call('GET', at(ann));
    expect(detail.body).toMatchObject({
      sessions: [],
      blocked_by: { id: admin.user.id },
      blocked_at: expect.any(String),
    });
    expect(await call('POST', at(ann, '/unblock'))).toMatchObject({ body: { blocked: false, blocked_reason: null } });
    expect(await status()).toEqual({ status: 'stopped', intent: null });
  });

  it('login while blocked: the reason is part of the answer only where it is told', async () => {
    const ann = await newcomer();
    await mailed(ann.user.email);
    const tokens = [await linkTo(ann.user.email), await linkTo(ann.user.email)];
    for (const [tell, detail] of [
      [true, '“Gone.” Please contact'],
      [false, 'Please contact'],
    ] as const) {
      await call('POST', at(ann, '/block'), { body: { reason: 'Gone.', tell } });
      const answer = await verify(tokens.pop() ?? '');
      expect(answer).toMatchObject({ status: 403, body: { code: 'account_blocked' } });
      expect(answer.body.detail.startsWith(detail)).toBe(true);
    }
  });

  it('logout: every session ends, and mailed links are closed', async () => {
    const ann = await newcomer();
    await product.register(ann.user.email);
    expect(await call('POST', at(ann, '/logout'))).toMatchObject({ status: 200 });
    await until(
      'the session has ended',
      10,
      async () => (await call('GET', '/api/user/me', { token: ann.token })).status === 401,
    );
    expect((await call('GET', at(ann))).body.sessions).toEqual([]);
  });

  it('login link: mailed, and limited like those that the person requests', async () => {
    const ann = await newcomer();
    expect(await call('POST', at(ann, '/login-link'))).toMatchObject({
      status: 200,
      body: { mail_id: expect.any(String) },
    });
    await call('POST', at(ann, '/block'), { body: {} });
    expect(await call('POST', at(ann, '/login-link'))).toMatchObject({
      status: 403,
      body: { code: 'account_blocked' },
    });
  });

  it.each(['0', '-1', '2147483648', '1.5', 'x', '99999999999999999999'])('id %s: 400, as for every act', async (id) => {
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/logout'],
      ['DELETE', ''],
    ] as const)
      expect(await call(method, `/api/admin/user/${id}${path}`)).toMatchObject({ status: 400 });
  });

  it('unknown person: 404', async () => {
    expect(await call('POST', '/api/admin/user/999999/block', { body: {} })).toMatchObject({ status: 404 });
  });

  it.each(['after_days=-1', 'after_days=91', 'after_days=x', 'data=keep'])('deletion with %s: 400', async (query) => {
    expect(await call('DELETE', `${at(admin)}?${query}`)).toMatchObject({ status: 400 });
  });

  it('bulk acts of a class: who can comes in and goes; an account of a class stays, with the reason', async () => {
    const [ann, ben] = [await newcomer(), await newcomer()];
    const { body: made } = await admin.call<{ id: number }>('POST', '/classes', { name: '7b', templates: ['dev'] });
    const members = `/class/${String(made.id)}/members`;
    const pupils = { class_accounts: [{ name: 'Cem' }] };
    const { body: added } = await admin.call<AddedMembers>('POST', members, pupils);
    const cem = added.members[0]?.user_id ?? 0;
    await admin.call('POST', members, { user_ids: [ben.user.id] });
    const ids = [ann.user.id, ben.user.id, cem];
    const bulk = (act: string, classId = made.id) =>
      admin.call<{ job_id: string }>('POST', '/admin/users/bulk', { act, who: { ids }, with: { class_id: classId } });
    const ended = ({ body: { job_id: id } }: { body: { job_id: string } }) =>
      until('the job has ended', 30, async () => {
        const { body } = await admin.call<JobDetail>('GET', `/job/${id}`);
        return body.finished_at !== null && body;
      });
    const found = async (id: number) => {
      const { body } = await admin.call<PeopleResponse>('GET', `/admin/users?class=${String(id)}`);
      return body.items.map(({ id: user, classes }) => [user, classes] as const);
    };
    const as = (role: string) => [{ id: made.id, name: '7b', role }];

    expect(await ended(await bulk('add_to_class'))).toMatchObject({ done: 1, failed: 0, skipped: 2 });
    expect(new Map(await found(made.id))).toEqual(
      new Map([[admin.user.id, as('teacher')], ...ids.map((id) => [id, as('member')] as const)]),
    );
    const { done, failed, items } = await ended(await bulk('remove_from_class'));
    expect([done, failed, items.map(({ user_id: id, code }) => [id, code])]).toEqual([
      ...[2, 1, [[cem, 'not_for_class_accounts']]],
    ]);
    expect(await found(made.id)).toHaveLength(2);
    expect((await call('GET', `/api/admin/user/${String(cem)}`)).body.classes).toEqual(as('member'));

    expect(await bulk('add_to_class', 999_999)).toMatchObject({ status: 404 });
    await admin.call('POST', `/class/${String(made.id)}/archive`);
    expect(await bulk('add_to_class')).toMatchObject({ status: 409, body: { code: 'class_archived' } });
  });

  it('session of a deleted admin: forbidden to act', async () => {
    const other = await newcomer();
    await setRole(other, 'admin');
    await product.rows(`UPDATE users SET deleted_at = now() WHERE id = ${String(other.user.id)}`);
    expect((await call('GET', '/api/admin/users', { token: other.token })).status).toBeGreaterThanOrEqual(401);
  });
});
