import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Class, ClassMember, JobDetail, Material, MembersResponse, Problem } from '@spawner/contracts';
import { until } from '../../../tests/kit/src/until.js';
import { ask } from '../gateway/sockets.js';
import { type Answer, type Person, type Product, startProduct } from '../product.js';

const DASHBOARD = 'spawner.test';
const WEB = `
  import http from 'node:http';
  http.createServer((request, response) => response.end('service')).listen(process.env.PORT, process.env.HOST);
  process.on('SIGTERM', () => process.exit(0));`;

/** `yes`, or the code of the refusal. */
type Outcome = string;
type Row = readonly [act: string, send: (by: Person) => Promise<Outcome>, Outcome, Outcome, Outcome, Outcome, Outcome];

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

/** The table of who may do what. Each act is done to the end by those who may: what one of them has changed, the next one finds changed back. */
describe('rights of a class', () => {
  let product: Product;
  let admin: Person;
  /** Teaches the class. */
  let own: Person;
  /** Teaches another class. */
  let elsewhere: Person;
  /** Has the role manager, and is a member of the class without teaching it. */
  let member: Person;
  let pupil: Person;
  /** A second teacher of the class, and an admin who is a member of it. */
  let colleague: Person;
  let head: Person;
  let stranger: Person;
  let kim: number;
  let path: string;
  let other: string;

  beforeAll(async () => {
    product = await startProduct({
      services: { web: WEB, private: WEB },
      environment: {
        ...{ ROUTING: 'subdomain', PUBLIC_URL: `http://${DASHBOARD}`, APPS_DOMAIN: 'apps.test' },
        REQUEST_LIMIT: '1000000',
      },
    });
    admin = await product.register('admin@example.com');
    [own, elsewhere, member, pupil, colleague, head, stranger] = (await Promise.all(
      ['own', 'elsewhere', 'member', 'pupil', 'colleague', 'head', 'stranger'].map((name) =>
        product.register(`${name}@example.com`),
      ),
    )) as [Person, Person, Person, Person, Person, Person, Person];
    const ids = (...people: Person[]) => people.map(({ user }) => user.id);
    await product.rows(
      `UPDATE users SET role = 'manager' WHERE id IN (${ids(own, elsewhere, member, colleague).join(', ')})`,
    );
    await product.rows(`UPDATE users SET role = 'admin' WHERE id = ${String(head.user.id)}`);
    path = await create(own, '7b');
    other = await create(elsewhere, '8a');
    await request(admin, 'POST', `${path}/members`, { user_ids: ids(member, pupil, head) });
    await request(admin, 'POST', `${other}/members`, { user_ids: ids(stranger) });
    await request(own, 'POST', `${path}/teachers`, { email: 'colleague@example.com' });
    kim = await account();
    for (const type of ['dev', 'web', 'private'])
      expect((await request(pupil, 'POST', `/container/launch/${type}`)).status).toBe(200);
    for (const person of [colleague, head])
      expect((await request(person, 'POST', '/container/launch/web')).status).toBe(200);
  });
  afterAll(() => product.close());

  /** On the dashboard's host. */
  async function request<T = unknown>(
    by: Person,
    method: string,
    at: string,
    body?: object | string,
  ): Promise<Answer<T & Problem>> {
    const media = typeof body === 'string' ? 'application/octet-stream' : 'application/json';
    const answer = await ask({
      ...{ port: Number(new URL(product.url).port), path: `/api${at}`, method },
      headers: {
        ...{ host: DASHBOARD, authorization: `Bearer ${by.token}` },
        ...(body !== undefined && { 'content-type': media }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { status: answer.status, body: (isJson ? JSON.parse(answer.body) : answer.body) as T & Problem };
  }
  /** What an act comes to. A job that it starts is waited for, and has to do what it is for. */
  async function outcome(by: Person, method: string, at: string, body?: object | string): Promise<Outcome> {
    const answer = await request<{ job_id?: string | null }>(by, method, at, body);
    if (answer.status >= 300) return answer.body.code;
    const { job_id: job } = answer.body;
    if (!job) return 'yes';
    const { failed } = await until('the job has ended', 30, async () => {
      const found = await request<JobDetail>(admin, 'GET', `${path}/job/${job}`);
      return found.body.finished_at !== null && found.body;
    });
    return failed === 0 ? 'yes' : 'failed';
  }
  async function create(teacher: Person, name: string): Promise<string> {
    const { body } = await request<Class>(teacher, 'POST', '/classes', { name, templates: ['dev', 'web'] });
    return `/class/${String(body.id)}`;
  }
  /** An account that belongs to the class. */
  async function account(): Promise<number> {
    const wish = { class_accounts: [{ name: 'Kim Sommer' }] };
    const { body } = await request<{ members: [ClassMember] }>(admin, 'POST', `${path}/members`, wish);
    return body.members[0].user_id;
  }
  const version = async (at: string) => (await request<{ version: number }>(admin, 'GET', at)).body.version;
  const id = ({ user }: Person): string => String(user.id);
  const cards = (by: Person, act: string, people: readonly number[], type = 'web') =>
    outcome(by, 'POST', `${path}/cards/${act}`, { type, user_ids: people });
  const visit = (by: Person, host: string) =>
    outcome(by, 'GET', `/visit?to=${encodeURIComponent(`http://${host}.apps.test/`)}`);
  const upload = (by: Person, name: string) =>
    request<Material>(by, 'POST', `${path}/materials?type=dev&name=${name}&file=a.txt`, 'text');
  const lesson = async (by: Person) => {
    const begun = await outcome(by, 'POST', `${path}/lesson`, { until: inMinutes(45) });
    return begun === 'yes' ? outcome(by, 'DELETE', `${path}/lesson`) : begun;
  };

  const NONE = 'not_found';
  const NO = 'forbidden';
  //                                                                   admin  own    elsewhere, member, pupil
  const rows: readonly Row[] = [
    ['see all people', (by) => outcome(by, 'GET', '/admin/users'), 'yes', NO, NO, NO, NO],
    ['see the settings', (by) => outcome(by, 'GET', '/admin/settings'), 'yes', NO, NO, NO, NO],
    ['see the mail rules', (by) => outcome(by, 'GET', '/admin/mail-rules'), 'yes', NO, NO, NO, NO],
    ['see the audit log', (by) => outcome(by, 'GET', '/admin/audit'), 'yes', NO, NO, NO, NO],
    ['see the operations', (by) => outcome(by, 'GET', '/admin/overview'), 'yes', NO, NO, NO, NO],
    ['see all visits', (by) => outcome(by, 'GET', '/admin/visits'), 'yes', NO, NO, NO, NO],
    [
      'change a role',
      async (by) => {
        const at = `/admin/user/${id(stranger)}`;
        const change = async (role: string) => outcome(by, 'PATCH', at, { role, version: await version(at) });
        return (await change('manager')) === 'yes' ? change('user') : change('manager');
      },
      ...(['yes', NO, NO, NO, NO] as const),
    ],
    [
      'change the own role',
      async (by) => {
        const at = `/admin/user/${id(by)}`;
        return outcome(by, 'PATCH', at, { role: 'user', version: await version(at) });
      },
      ...(['own_account', NO, NO, NO, NO] as const),
    ],
    [
      'make a class',
      (by) => outcome(by, 'POST', '/classes', { name: 'x', templates: ['dev'] }),
      ...(['yes', 'yes', 'yes', 'yes', NO] as const),
    ],
    ['see the class', (by) => outcome(by, 'GET', path), 'yes', 'yes', NONE, NONE, NO],
    ['see members', (by) => outcome(by, 'GET', `${path}/members`), 'yes', 'yes', NONE, NONE, NO],
    ['see the live page', (by) => outcome(by, 'GET', `${path}/live?type=web`), 'yes', 'yes', NONE, NONE, NO],
    [
      'rename the class',
      async (by) => outcome(by, 'PATCH', path, { name: '7b', version: await version(path) }),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'archive the class',
      async (by) => {
        const archived = await outcome(by, 'POST', `${path}/archive`);
        return archived === 'yes' ? outcome(by, 'POST', `${path}/unarchive`) : archived;
      },
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    ['make a code', (by) => outcome(by, 'POST', `${path}/code`, { mode: 'ask' }), 'yes', 'yes', NONE, NONE, NO],
    ['end the code', (by) => outcome(by, 'DELETE', `${path}/code`), 'yes', 'yes', NONE, NONE, NO],
    ['admit who waits', (by) => outcome(by, 'POST', `${path}/waiting`, { all: true }), 'yes', 'yes', NONE, NONE, NO],
    [
      'invite',
      (by) =>
        outcome(by, 'POST', `${path}/invitations`, { addresses: 'new@example.com', language: 'de', dry_run: true }),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'import a list',
      (by) => outcome(by, 'POST', `${path}/import?dry_run=true`, 'Name\nKim Winter'),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'make an account of the class',
      (by) => outcome(by, 'POST', `${path}/members`, { class_accounts: [{ name: 'Jo' }] }),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'add anybody by id',
      (by) => outcome(by, 'POST', `${path}/members`, { user_ids: [pupil.user.id] }),
      ...(['yes', NO, NONE, NONE, NO] as const),
    ],
    [
      'add a teacher',
      (by) => outcome(by, 'POST', `${path}/teachers`, { email: 'colleague@example.com' }),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'add a teacher who is no manager',
      (by) => outcome(by, 'POST', `${path}/teachers`, { email: 'stranger@example.com' }),
      ...(['role_needed', 'role_needed', NONE, NONE, NO] as const),
    ],
    ...['start', 'restart', 'stop', 'start', 'recreate'].map(
      (act): Row => [`${act} of a member`, (by) => cards(by, act, [pupil.user.id]), 'yes', 'yes', NONE, NONE, NO],
    ),
    [
      'start another template of a member',
      (by) => cards(by, 'start', [pupil.user.id], 'private'),
      ...([NO, NO, NONE, NONE, NO] as const),
    ],
    [
      'stop any container',
      (by) => outcome(by, 'POST', `/admin/container/${id(pupil)}/private/stop`),
      ...(['yes', NO, NO, NO, NO] as const),
    ],
    ['visit a member', (by) => visit(by, 'pupil-web'), 'yes', 'yes', NO, NO, NO],
    ['visit another template of a member', (by) => visit(by, 'pupil-private'), 'yes', NO, NO, NO, NO],
    ['visit a teacher of the class', (by) => visit(by, 'colleague-web'), 'yes', NO, NO, NO, NO],
    ['visit an admin in the class', (by) => visit(by, 'head-web'), 'yes', NO, NO, NO, NO],
    [
      'read the failure of a member',
      (by) => outcome(by, 'GET', `${path}/member/${id(pupil)}/launch?type=web`),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'read the failure of another template',
      (by) => outcome(by, 'GET', `${path}/member/${id(pupil)}/launch?type=private`),
      ...(['unknown_type', 'unknown_type', NONE, NONE, NO] as const),
    ],
    [
      'hand out',
      async (by) => {
        const { status, body } = await upload(by, id(by));
        if (status >= 300) return body.code;
        return outcome(by, 'POST', `${path}/material/${String(body.id)}/deliver`, { user_ids: [pupil.user.id] });
      },
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    ['see what was handed out', (by) => outcome(by, 'GET', `${path}/materials`), 'yes', 'yes', NONE, NONE, NO],
    [
      'collect',
      (by) => outcome(by, 'POST', `${path}/collections`, { type: 'dev', user_ids: [pupil.user.id] }),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'collect another template',
      (by) => outcome(by, 'POST', `${path}/collections`, { type: 'private', user_ids: [pupil.user.id] }),
      ...([NO, NO, NONE, NONE, NO] as const),
    ],
    ...['container', 'data'].map(
      (mode): Row => [
        `reset of a member, ${mode}`,
        async (by) => {
          const wish = { type: 'dev', mode, user_ids: [pupil.user.id], expected: 1, collect_first: false };
          const done = await outcome(by, 'POST', `${path}/reset`, wish);
          await request(pupil, 'POST', '/container/launch/dev');
          return done;
        },
        ...(['yes', 'yes', NONE, NONE, NO] as const),
      ],
    ),
    [
      'reset of another template',
      (by) =>
        outcome(by, 'POST', `${path}/reset`, {
          ...{ type: 'private', mode: 'data', user_ids: [pupil.user.id], expected: 1, collect_first: false },
        }),
      ...([NO, NO, NONE, NONE, NO] as const),
    ],
    [
      'rename an account of the class',
      (by) => outcome(by, 'PATCH', `${path}/member/${String(kim)}`, { name: 'Kim' }),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'print a card of it',
      (by) => outcome(by, 'POST', `${path}/cards/print`, { user_ids: [kim], renew: true }),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'end its card',
      (by) => outcome(by, 'DELETE', `${path}/member/${String(kim)}/card`),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'block it',
      async (by) => {
        const set = (blocked: boolean) => outcome(by, 'PATCH', `${path}/member/${String(kim)}`, { blocked });
        return (await set(true)) === 'yes' ? set(false) : set(true);
      },
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'delete it',
      async (by) => outcome(by, 'DELETE', `${path}/member/${String(await account())}`),
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'delete all of them',
      // Another number than there are: all of the rights are there, and nothing is done.
      (by) => outcome(by, 'POST', `${path}/accounts/delete`, { expected: 1000 }),
      ...(['changed_meanwhile', 'changed_meanwhile', NONE, NONE, NO] as const),
    ],
    [
      'print a card of an own account',
      (by) => outcome(by, 'POST', `${path}/cards/print`, { user_ids: [pupil.user.id], renew: true }),
      ...(['not_class_account', 'not_class_account', NONE, NONE, NO] as const),
    ],
    [
      'block an own account as a member',
      (by) => outcome(by, 'PATCH', `${path}/member/${id(pupil)}`, { blocked: true }),
      ...([NO, NO, NONE, NONE, NO] as const),
    ],
    [
      'block an own account',
      async (by) => {
        const blocked = await outcome(by, 'POST', `/admin/user/${id(stranger)}/block`, { containers: 'keep' });
        return blocked === 'yes' ? outcome(by, 'POST', `/admin/user/${id(stranger)}/unblock`) : blocked;
      },
      ...(['yes', NO, NO, NO, NO] as const),
    ],
    [
      'end the logins of an own account',
      (by) => outcome(by, 'POST', `/admin/user/${id(stranger)}/logout`),
      ...(['yes', NO, NO, NO, NO] as const),
    ],
    [
      'delete an own account',
      async (by) => {
        const deleted = await outcome(by, 'DELETE', `/admin/user/${id(stranger)}`);
        return deleted === 'yes' ? outcome(by, 'POST', `/admin/user/${id(stranger)}/restore`, {}) : deleted;
      },
      ...(['yes', NO, NO, NO, NO] as const),
    ],
    [
      'take an own account out of the class',
      async (by) => {
        const gone = await outcome(by, 'DELETE', `${path}/member/${id(pupil)}`);
        await request(admin, 'POST', `${path}/members`, { user_ids: [pupil.user.id] });
        return gone;
      },
      ...(['yes', 'yes', NONE, NONE, NO] as const),
    ],
    [
      'write to the class',
      (by) => outcome(by, 'POST', `${path}/messages`, { text: 'hi' }),
      'yes',
      'yes',
      NONE,
      NONE,
      NO,
    ],
    ['begin and end a lesson', lesson, 'yes', 'yes', NONE, NONE, NO],
    ['see the visits of the class', (by) => outcome(by, 'GET', `${path}/visits`), 'yes', 'yes', NONE, NONE, NO],
    ['see the jobs of the class', (by) => outcome(by, 'GET', `${path}/jobs`), 'yes', 'yes', NONE, NONE, NO],
    ...['cancel', 'retry'].map(
      (act): Row => [
        `${act} a job of a colleague`,
        async (by) => {
          const wish = { type: 'web', user_ids: [pupil.user.id] };
          const { body } = await request<{ job_id: string }>(colleague, 'POST', `${path}/cards/stop`, wish);
          return outcome(by, 'POST', `${path}/job/${body.job_id}/${act}`);
        },
        ...(['yes', 'yes', NONE, NONE, NO] as const),
      ],
    ),
    ['see limits', (by) => outcome(by, 'GET', '/admin/limits'), 'yes', NO, NO, NO, NO],
    [
      'set a limit',
      (by) => outcome(by, 'PUT', '/admin/limits', { scope: 'everyone', kind: 'running', value: 9, version: null }),
      ...(['yes', NO, NO, NO, NO] as const),
    ],
    // Teachers do not act on each other, nor on an admin; what a class does with containers is about pupils.
    ...(['colleague', 'head'] as const).flatMap((name): Row[] => {
      const who = () => ({ colleague, head })[name].user.id;
      const at = () => `${path}/member/${String(who())}`;
      return [
        [`start of ${name}`, (by) => cards(by, 'start', [who()]), NO, NO, NONE, NONE, NO],
        [`start of a member and ${name}`, (by) => cards(by, 'start', [pupil.user.id, who()]), NO, NO, NONE, NONE, NO],
        [
          `reset of ${name}`,
          (by) =>
            outcome(by, 'POST', `${path}/reset`, {
              ...{ type: 'web', mode: 'data', user_ids: [who()], expected: 1, collect_first: false },
            }),
          ...([NO, NO, NONE, NONE, NO] as const),
        ],
        [
          `collect from ${name}`,
          (by) => outcome(by, 'POST', `${path}/collections`, { type: 'dev', user_ids: [who()] }),
          ...([NO, NO, NONE, NONE, NO] as const),
        ],
        [
          `message to ${name}`,
          (by) => outcome(by, 'POST', `${path}/messages`, { text: 'x', to: [who()] }),
          ...([NO, NO, NONE, NONE, NO] as const),
        ],
        [`failure of ${name}`, (by) => outcome(by, 'GET', `${at()}/launch?type=web`), NO, NO, NONE, NONE, NO],
        [`rename ${name}`, (by) => outcome(by, 'PATCH', at(), { name: 'x' }), 'yes', NO, NONE, NONE, NO],
        [
          `card of ${name}`,
          (by) => outcome(by, 'DELETE', `${at()}/card`),
          'not_class_account',
          'not_class_account',
          NONE,
          NONE,
          NO,
        ],
        [
          `take ${name} out`,
          async (by) => {
            const gone = await outcome(by, 'DELETE', at());
            if (gone === 'yes') await request(admin, 'POST', `${path}/members`, { user_ids: [who()] });
            if (name === 'colleague')
              await request(admin, 'POST', `${path}/teachers`, { email: 'colleague@example.com' });
            return gone;
          },
          ...(['yes', NO, NONE, NONE, NO] as const),
        ],
      ];
    }),
  ];

  it.each(rows)('%s', async (_, send, ...expected) => {
    const found: Outcome[] = [];
    for (const by of [admin, own, elsewhere, member, pupil]) found.push(await send(by));
    expect(found).toEqual(expected);
  });

  it('people of another class among the named ones: nothing is done for any of them', async () => {
    const { body: material } = await upload(own, 'sheet');
    const before = await done();
    const both = [pupil.user.id, stranger.user.id];
    const refused: readonly [string, object][] = [
      ...['start', 'stop', 'restart', 'recreate'].map((act): [string, object] => [
        ...([`/cards/${act}`, { type: 'web', user_ids: both }] as const),
      ]),
      ['/reset', { type: 'dev', mode: 'data', user_ids: both, expected: 2 }],
      ['/collections', { type: 'dev', user_ids: both }],
      [`/material/${String(material.id)}/deliver`, { user_ids: both }],
      ['/messages', { text: 'x', to: both }],
      ['/cards/print', { user_ids: [kim, stranger.user.id], renew: true }],
    ];
    for (const [at, body] of refused)
      for (const by of [admin, own]) expect([at, await outcome(by, 'POST', path + at, body)]).toEqual([at, NONE]);
    expect(await done()).toEqual(before);
  });

  it('mail addresses: teachers see those of their own invitations, of others a part', async () => {
    const shown = async (by: Person) => {
      const { body } = await request<MembersResponse>(by, 'GET', `${path}/members`);
      return body.items.find(({ user_id: found }) => found === pupil.user.id)?.email;
    };
    expect([await shown(admin), await shown(own)]).toEqual(['pupil@example.com', 'pu…@example.com']);
  });

  it('only admins make classes, as a setting: teachers of classes make none', async () => {
    const set = async (managers_create_classes: boolean) =>
      request(admin, 'PATCH', '/admin/settings', {
        ...{ version: await version('/admin/settings'), values: { managers_create_classes } },
      });
    const make = (by: Person) => outcome(by, 'POST', '/classes', { name: 'x', templates: ['dev'] });
    expect((await set(false)).status).toBe(200);
    expect([await make(admin), await make(own)]).toEqual(['yes', NO]);
    await set(true);
  });

  it('teacher who loses the role manager: no act is left', async () => {
    await product.rows(`UPDATE users SET role = 'user' WHERE id = ${id(colleague)}`);
    expect(await outcome(colleague, 'GET', path)).toBe(NO);
    expect(await visit(colleague, 'pupil-web')).toBe(NO);
  });

  const done = () =>
    product.rows(`
      SELECT (SELECT count(*) FROM job) AS jobs, (SELECT count(*) FROM collection) AS collections,
        (SELECT count(*) FROM material_delivery) AS deliveries, (SELECT count(*) FROM class_message) AS messages,
        (SELECT count(*) FROM login_card) AS cards, (SELECT count(*) FROM audit_event WHERE outcome = 'done') AS events`);
});
