import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  Class,
  ClassInvitations,
  ImportReport,
  InvitationOffer,
  MembersResponse,
  NewInvitationsResponse,
  OutboxResponse,
  OwnClasses,
  Problem,
} from '@spawner/contracts';
import pg from 'pg';
import { until } from '../../../tests/kit/src/until.js';
import { type Person, type Product, startProduct } from '../product.js';
import { openSchool } from './school.js';

describe('people who come into a class', () => {
  let product: Product;
  let admin: Person;
  let vogel: Person;
  let sand: Person;

  beforeAll(async () => {
    product = await startProduct();
    ({ admin, vogel, sand } = await openSchool(product));
  });
  afterAll(() => product.close());

  const make = async (name: string) =>
    `/class/${String((await vogel.call<Class>('POST', '/classes', { name, templates: ['dev'] })).body.id)}`;
  const send = async (path: string, file: string | Buffer, { dry = false, person = vogel, type = 'text/csv' } = {}) => {
    const answer = await fetch(`${product.url}/api${path}/import${dry ? '?dry_run=true' : ''}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person.token}`, 'content-type': type, 'accept-language': 'en' },
      body: Buffer.from(file),
    });
    return { status: answer.status, body: (await answer.json()) as ImportReport & Problem };
  };
  const verdicts = ({ body }: { body: ImportReport }) => body.rows.map(({ verdict, fault }) => fault ?? verdict);
  const members = async (path: string) =>
    (await vogel.call<MembersResponse>('GET', `${path}/members?role=member`)).body.items.map(({ name }) => name);
  const linksTo = async (email: string): Promise<string[]> =>
    ((await (await fetch(`${product.url}/api/outbox`)).json()) as OutboxResponse).mails.flatMap(({ to, link }) =>
      to === email && link?.includes('/invite#') === true ? [link] : [],
    );
  /** Of the newest invitation. Waits for the mail, because it is sent after the answer. */
  const tokenFor = async (email: string, mails = 1): Promise<string> => {
    for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
      const links = await linksTo(email);
      const link = links[0];
      if (link !== undefined && links.length >= mails) return link.slice(link.indexOf('#') + 1);
    }
    throw new Error(`no invitation for ${email}`);
  };
  const accept = async (token: string, path = '') => {
    const answer = await fetch(`${product.url}/api/auth/invitation${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: product.url },
      body: JSON.stringify({ token }),
    });
    return { status: answer.status, body: (await answer.json()) as InvitationOffer & Problem };
  };

  it('file: a dry run does nothing; then accounts and invitations; the same file again changes nothing', async () => {
    const path = await make('7b');
    const file =
      'Nummer;Name;E-Mail\r\n17;J\xf6rg;\r\n18;\xc4nne;\r\n;Pat;pat@school.example\r\n19;;\r\n;J\xf6rg;no mail\r\n';
    const latin = Buffer.from(file, 'latin1');
    const expected = ['new', 'new', 'invited', 'name_missing', 'bad_address'];
    const trial = await send(path, latin, { dry: true });
    expect(trial).toMatchObject({ status: 200, body: { new: 3, same: 0, changed: 0, wrong: 2, absent: [] } });
    expect(verdicts(trial)).toEqual(expected);
    expect(await members(path)).toEqual([]);
    expect(await linksTo('pat@school.example')).toEqual([]);

    expect(verdicts(await send(path, latin))).toEqual(expected);
    expect((await members(path)).sort()).toEqual(['Jörg', 'Änne'].sort());
    const again = await send(path, latin);
    expect(again.body).toMatchObject({ new: 0, changed: 0, same: 3, wrong: 2 });

    const changed = await send(path, 'ID,Name\n17,Jörg M.\n');
    expect(changed.body).toMatchObject({
      rows: [{ verdict: 'changed', before: 'Jörg' }],
      absent: [{ name: 'Änne' }],
    });
    expect((await members(path)).sort()).toEqual(['Jörg M.', 'Änne'].sort());
  });

  it('file of several classes: each into the class of its row, if the reader leads it; again it changes nothing', async () => {
    const [path, other] = [await make('5a'), await make('5b')];
    const ofSand = (await sand.call<Class>('POST', '/classes', { name: '5c', templates: ['dev'] })).body.id;
    const file =
      'Klasse;Name;Mail\n5b;Ada;\n;Alan;\n5C;Cleo;\n5A;Grace;\n5B;Bo;both@school.example\n5a;Bo;both@school.example\n';
    const expected = ['new', 'new', 'unknown_class', 'new', 'invited', 'invited'];
    const trial = await send(path, file, { dry: true });
    expect(trial.body).toMatchObject({ new: 5, wrong: 1 });
    expect(verdicts(trial)).toEqual(expected);
    const done = await send(path, file);
    expect(verdicts(done)).toEqual(expected);
    expect(done.body.rows.map(({ name, class_name }) => [name, class_name])).toEqual([
      ...[
        ['Ada', '5b'],
        ['Alan', ''],
        ['Cleo', '5C'],
        ['Grace', '5A'],
        ['Bo', '5B'],
        ['Bo', '5a'],
      ],
    ]);
    expect(await members(path)).toEqual(['Alan', 'Grace']);
    expect(await members(other)).toEqual(['Ada']);
    // Renewed for the second class, maybe after the first mail.
    const offer = await until('the link of the newest mail is good', 10, async () => {
      const { status, body } = await accept(await tokenFor('both@school.example'), '/offer');
      return status === 200 ? body : null;
    });
    expect(offer.classes.toSorted()).toEqual(['5a', '5b']);
    expect((await send(path, file)).body).toMatchObject({ new: 0, changed: 0, same: 5, wrong: 1, absent: [] });

    const byAdmin = await send(path, file, { person: admin });
    expect(byAdmin.body).toMatchObject({ new: 1, changed: 0, same: 5, wrong: 0 });
    expect(
      await product.rows(
        `SELECT class_id FROM audit_event WHERE action = 'member_added' AND actor_id = ${String(admin.user.id)}`,
      ),
    ).toEqual([{ class_id: ofSand }]);
    expect((await send(path, file, { person: admin })).body).toMatchObject({ new: 0, changed: 0, same: 6 });
    await vogel.call('POST', `${other}/archive`);
    expect(verdicts(await send(path, file, { dry: true }))).toEqual([
      ...['unknown_class', 'same', 'unknown_class', 'same', 'unknown_class', 'same'],
    ]);
  });

  it('many people: they are made with as many statements as one; people of one name differ in their slugs', async () => {
    const path = await make('many');
    const made = async (file: string): Promise<number> => {
      const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
      let statements = 0;
      pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
        const [first] = given as [string | { text: string }];
        if (
          /advisory|FROM users UNION|INTO "?users|INTO class_member|INTO audit_event/.test(
            typeof first === 'string' ? first : first.text,
          )
        )
          statements += 1;
        return query.apply(this, given);
      } as typeof pg.Client.prototype.query;
      try {
        expect((await send(path, file)).status).toBe(200);
      } finally {
        pg.Client.prototype.query = query as typeof pg.Client.prototype.query;
      }
      return statements;
    };
    const one = await made('Name\nIna Einzeln');
    const twins = Array.from({ length: 40 }, (_, index) => `Kim Twin;${String(index)}`);
    expect(await made(['Name;Nummer', ...twins].join('\n'))).toBe(one);
    const slugs = await product.rows<{ slug: string }>(`SELECT slug FROM users WHERE display_name = 'Kim Twin'`);
    expect(new Set(slugs.map(({ slug }) => slug)).size).toBe(40);
    expect(slugs).toContainEqual({ slug: 'kim-twin-40' });
    expect(await members(path)).toHaveLength(41);
  });

  it('invited by a teacher: joins with the link, under the name of the list; whether they had an account is not told', async () => {
    const path = await make('7c');
    const known = await product.register('known@school.example');
    const file = 'Name,Mail\nKnown K.,known@school.example\nFresh F.,fresh@school.example\n';
    expect(verdicts(await send(path, file))).toEqual(['invited', 'invited']);
    expect(await members(path)).toEqual([]);
    expect(verdicts(await send(path, file, { dry: true }))).toEqual(['same', 'same']);
    for (const email of ['known@school.example', 'fresh@school.example']) {
      const token = await tokenFor(email);
      expect((await accept(token, '/offer')).body).toMatchObject({ email, classes: ['7c'] });
      expect((await accept(token)).status).toBe(200);
    }
    expect(await members(path)).toEqual(['Fresh F.', 'Known K.']);
    expect((await known.call<OwnClasses>('GET', '/user/classes')).body.classes).toMatchObject([{ name: '7c' }]);
    expect(verdicts(await send(path, file))).toEqual(['same', 'same']);
  });

  it('read by an admin: who has an account is in the class at once', async () => {
    const path = await make('7d');
    await product.register('own@school.example');
    expect(verdicts(await send(path, 'Name,Mail\nOwn,own@school.example\n', { person: admin }))).toEqual(['joins']);
    expect(await members(path)).toEqual(['Own']);
  });

  it('addresses: one open invitation leads into both classes; revoked, its link leads into the other', async () => {
    const [first, second] = [await make('8a'), await make('8b')];
    const invite = async (path: string, addresses: string, more: object = {}) =>
      (await vogel.call<NewInvitationsResponse>('POST', `${path}/invitations`, { addresses, language: 'en', ...more }))
        .body;
    const list = 'Bo <bo@school.example>; not an address, bo@school.example, vogel@school.example';
    const outcomes = ['new', 'no_address', 'repeated', 'in_class'];
    expect((await invite(first, list, { dry_run: true })).items.map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(await invite(first, list)).toMatchObject({ sent: 1 });
    expect(await invite(second, 'bo@school.example')).toMatchObject({ items: [{ outcome: 'new' }] });
    const open = async (path: string) =>
      (await vogel.call<ClassInvitations>('GET', `${path}/invitations`)).body.invitations;
    const [{ id } = { id: '' }] = await open(first);
    expect(await open(second)).toMatchObject([{ id, email: 'bo@school.example', name: null }]);
    expect((await sand.call('DELETE', `${first}/invitation/${id}`)).status).toBe(404);
    expect((await vogel.call('DELETE', `${first}/invitation/${id}`)).status).toBe(200);
    expect(await open(first)).toEqual([]);
    const token = await tokenFor('bo@school.example', 2);
    expect((await accept(token, '/offer')).body.classes).toEqual(['8b']);
    expect((await vogel.call('DELETE', `${second}/invitation/${id}`)).status).toBe(200);
    expect((await accept(token)).status).toBe(410);
  });

  it('invitation of an admin to another role: a teacher adds a class to it and changes nothing else', async () => {
    const path = await make('8c');
    const wish = { addresses: 'new-teacher@school.example', language: 'en' };
    await admin.call('POST', '/admin/invitations', { ...wish, role: 'manager' });
    expect((await vogel.call('POST', `${path}/invitations`, wish)).status).toBe(200);
    const token = await tokenFor('new-teacher@school.example');
    expect((await accept(token, '/offer')).body).toMatchObject({ role: 'manager', classes: ['8c'] });
  });

  it('mail rules: a teacher may not invite whom they refuse or leave to an admin, nor approve by an invitation', async () => {
    const path = await make('8d');
    await product.rows(
      `UPDATE users SET approval = 'waiting' WHERE id = ${String((await product.register('w@ask.example')).user.id)}`,
    );
    const rules = [
      { effect: 'ask', pattern: '@ask.example' },
      { effect: 'allow', pattern: '@school.example' },
    ];
    const { body: stored } = await admin.call<{ version: number }>('GET', '/admin/mail-rules');
    expect((await admin.call('PUT', '/admin/mail-rules', { rules, version: stored.version })).status).toBe(200);
    await vogel.call('POST', `${path}/invitations`, { addresses: 'w@ask.example', language: 'en' });
    expect((await accept(await tokenFor('w@ask.example'))).status).toBe(200);
    expect(await product.rows(`SELECT approval FROM users WHERE email = 'w@ask.example'`)).toEqual([
      { approval: 'waiting' },
    ]);
    const { body: settings } = await admin.call<{ version: number }>('GET', '/admin/settings');
    const values = { registration: 'rules', default_mail_effect: 'deny' };
    expect((await admin.call('PATCH', '/admin/settings', { version: settings.version, values })).status).toBe(200);
    const file = 'Name,Mail\nA,a@ask.example\nB,b@elsewhere.example\nC,c@school.example\n';
    expect(verdicts(await send(path, file, { dry: true }))).toEqual([
      'mail_not_allowed',
      'mail_not_allowed',
      'invited',
    ]);
    expect(verdicts(await send(path, file, { dry: true, person: admin }))).toEqual(['invited', 'invited', 'invited']);
  });

  it('not a list, too long, too large, archived, or the class of somebody else: refused by name', async () => {
    const path = await make('9a');
    const codeOf = async (...given: Parameters<typeof send>) => (await send(...given)).body.code;
    expect(await codeOf(path, '')).toBe('file_unreadable');
    expect(await codeOf(path, Buffer.alloc(100))).toBe('file_unreadable');
    expect(await codeOf(path, `Name\n${'A\n'.repeat(2001)}`)).toBe('too_many_rows');
    expect(await codeOf(path, `Name\n"${'x'.repeat(1024 * 1024)}"`)).toBe('file_too_large');
    expect(await codeOf(path, '{"Name":1}', { type: 'application/json' })).toBe('unsupported_media_type');
    expect(verdicts(await send(path, `Name\n"${'x'.repeat(1_000_000)}"`))).toEqual(['too_long']);
    expect(await codeOf(path, 'Name\nA\n', { person: sand })).toBe('not_found');
    await vogel.call('POST', `${path}/archive`);
    expect(await codeOf(path, 'Name\nA\n')).toBe('class_archived');
    expect(await codeOf(path, 'Name\nA\n', { dry: true })).toBe('class_archived');
  });
});
