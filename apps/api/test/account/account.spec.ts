import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AccountExport, type OwnDeletion, type Problem, type User } from '@spawner/contracts';
import { fromBufferPromise } from 'yauzl';
import { AuditTrail } from '../../src/audit/audit-trail.js';
import { VolumeArchives } from '../../src/containers/volume-archives.js';
import { AppError } from '../../src/errors/app-error.js';
import { VolumeStore } from '../../src/runtime/volume-store.js';
import { type Person, type Product, startProduct } from '../product.js';

type Section = Exclude<keyof AccountExport, 'format' | 'exported_at' | 'account'>;

describe('own account', () => {
  let dataDir: string;
  let product: Product;
  let root: Person;
  let ann: Person;

  const call = (person: Person, method: string, path: string, body?: unknown) =>
    fetch(`${product.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${person.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const change = async (body: unknown) => {
    const answer = await call(ann, 'PATCH', '/api/user/me', body);
    return [answer.status, (await answer.json()) as User & Problem] as const;
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'spawner-account-'));
    const secret = randomBytes(32).toString('hex');
    product = await startProduct({
      environment: { DATA_DIR: dataDir, JWT_SECRET_KEY: secret, MAGIC_LINK_RATE_LIMIT: '100' },
    });
    root = await product.register('root@example.com');
    ann = await product.register('ann@example.com');
  });
  afterAll(async () => {
    await product.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  describe('change', () => {
    afterEach(async () => {
      await product.rows('UPDATE users SET display_name = NULL, language = NULL');
    });

    it.each([
      ['Ann', 'Ann'],
      ['  Ann  Lee ', 'Ann  Lee'],
      ['Zoe\u0308', 'Zo\u00eb'],
      ['👩‍👩‍👧 Familie', '👩‍👩‍👧 Familie'],
      ['می‌خواهم', 'می‌خواهم'],
      ['x'.repeat(80), 'x'.repeat(80)],
      ["Robert'); DROP TABLE users;--", "Robert'); DROP TABLE users;--"],
      ['<b>Ann</b>', '<b>Ann</b>'],
    ])('name %j: stored as %j', async (name, stored) => {
      expect(await change({ display_name: name })).toMatchObject([200, { display_name: stored, language: null }]);
      expect(await (await call(ann, 'GET', '/api/user/me')).json()).toMatchObject({ display_name: stored });
    });

    it.each([
      ['empty', ''],
      ['spaces', '   '],
      ['only invisible characters', '\u200b\u200d\ufe0f'],
      ['a NUL', 'An\0n'],
      ['a line break', 'Ann\nAdmin'],
      ['a line separator', 'Ann\u2028Admin'],
      ['text turned around', 'Ann \u202enimda'],
      ['an isolate of bidirectional text', 'Ann \u2067nimda'],
      ['half of a character', 'Ann \ud83d'],
      ['81 characters', 'x'.repeat(81)],
      ['a number', 7],
    ])('name of %s: refused, nothing is stored', async (_, name) => {
      expect(await change({ display_name: name })).toMatchObject([400, { code: 'invalid_request' }]);
      expect(await product.rows('SELECT FROM users WHERE display_name IS NOT NULL')).toEqual([]);
    });

    it('language: stored beside the name; null takes the name away; each change counts', async () => {
      const version = async () =>
        (await product.rows<{ version: number }>(`SELECT version FROM users WHERE slug = 'ann'`))[0]?.version ?? 0;
      const before = await version();
      expect(await change({ display_name: 'Ann' })).toMatchObject([200, { display_name: 'Ann' }]);
      expect(await change({ language: 'en' })).toMatchObject([200, { display_name: 'Ann', language: 'en' }]);
      expect(await change({ display_name: null })).toMatchObject([200, { display_name: null, language: 'en' }]);
      expect(await version()).toBe(before + 3);
      for (const body of [{}, { language: 'fr' }, { role: 'admin' }, { display_name: 'Ann', is_admin: true }, null])
        expect(await change(body)).toMatchObject([400, { code: 'invalid_request' }]);
      expect(await product.rows(`SELECT role FROM users WHERE slug = 'ann'`)).toEqual([{ role: 'user' }]);
    });
  });

  describe('export of what is stored', () => {
    /** Columns that name a person, and the section of the export that has their rows. */
    const exported: Readonly<Record<string, Section>> = {
      'session.user_id': 'sessions',
      'magic_link.user_id': 'login_links',
      'magic_link.email': 'login_links',
      'outgoing_mail.recipient': 'mails',
      'api_token.user_id': 'api_tokens',
      'login_card.user_id': 'login_cards',
      'share_link.user_id': 'share_links',
      'user_container.user_id': 'containers',
      'visit.user_id': 'visits_to_me',
      'visit.visitor_id': 'visits_by_me',
      'card_notice.user_id': 'card_notices',
      'material_delivery.user_id': 'material_for_me',
      'collection_part.user_id': 'collected_from_me',
      'audit_event.actor_id': 'audit',
      'audit_event.about_user_id': 'audit',
      'invitation.email': 'invitations_to_me',
      'invitation.accepted_by': 'invitations_to_me',
      'invitation.created_by': 'invitations_by_me',
      'limit_rule.user_id': 'limits',
      'job.started_by': 'jobs_by_me',
      'job_item.user_id': 'jobs_about_me',
      'class_member.user_id': 'classes',
      'lesson.started_by': 'lessons_by_me',
      'help_call.user_id': 'help_calls',
      'class_message.sent_by': 'messages_by_me',
      'message_seen.user_id': 'messages_to_me',
    };
    /** The others, and why. */
    const leftOut: Readonly<Record<string, string>> = {
      'users.email': 'the account itself',
      'users.blocked_by': 'a blocked person has no session to export with',
      'users.deleted_by': 'a deleted person has no session to export with',
      'limit_rule.made_by': 'what an admin decided about others; the audit trail has it',
      'setting.changed_by': 'what an admin decided; the audit trail has it',
      'class.created_by': 'what a teacher made for others; the audit trail has it',
      'class_message.to_user_ids': 'an array, which cannot be counted here; in messages_to_me',
      'material.created_by': 'what a teacher made for a class; the audit trail has it',
      'collection.created_by': 'what a teacher made for a class; the audit trail has it',
      'login_card.created_by': 'what a teacher did for others; the audit trail has it',
      'guest.user_id': 'from when a guest is let in until their browser enters; then the row is gone',
      'mail_request.email_hash': 'only a hash, deleted after an hour',
    };

    const exportOf = async (person: Person) => {
      const answer = await call(person, 'GET', '/api/user/export');
      return { answer, text: await answer.text() };
    };

    it('every column that names a person: in the export, or left out for a reason', async () => {
      const columns = await product.rows<{ name: string }>(
        `SELECT DISTINCT table_name || '.' || column_name AS name
         FROM information_schema.columns
         LEFT JOIN (information_schema.key_column_usage NATURAL JOIN information_schema.referential_constraints) USING (table_schema, table_name, column_name)
         WHERE table_schema = 'public'
           AND (column_name ~ '(^|_)(user|actor|owner|visitor|person|admin|member)_ids?$' OR column_name ~ '_by$'
                OR column_name ~ '(^|_)(e?mail|recipient)(_hash)?$'
                OR unique_constraint_name = 'users_pkey')
         ORDER BY 1`,
      );
      expect(columns.map(({ name }) => name)).toEqual([...Object.keys(exported), ...Object.keys(leftOut)].sort());
    });

    it('each section: has every row of this person and of nobody else, in the documented shape', async () => {
      const [token] = await product.rows<{ id: string }>(
        `INSERT INTO api_token (id, user_id, name, token_hash, scopes, created_at, expires_at)
         SELECT gen_random_uuid(), id, 'nightly of ' || slug, sha256(slug::bytea), '{containers:read}', now(), now() FROM users RETURNING id`,
      );
      expect(token).toBeDefined();
      for (const person of [root, ann]) expect((await person.launch('dev')).status).toBe(200);
      await product.rows(
        `INSERT INTO share_link (id, user_id, container_type, label, secret_hash, created_at, expires_at)
         SELECT gen_random_uuid(), id, 'dev', 'jury of ' || slug, sha256(slug::bytea), now(), now() FROM users`,
      );
      await product.rows(
        `INSERT INTO visit (id, visitor_id, visitor_name, visitor_role, session_id, user_id, container_type, at, expires_at, reason)
         SELECT gen_random_uuid(), visitor.id, visitor.slug, 'admin', gen_random_uuid(), owner.id, 'dev', now(), now(), 'of ' || owner.slug
         FROM users visitor, users owner WHERE visitor.id <> owner.id`,
      );
      await product.rows(
        `WITH class AS (
           INSERT INTO class (name, kind, created_by, created_at) SELECT 'of ' || slug, 'class', id, now() FROM users RETURNING *
         ), material AS (
           INSERT INTO material (class_id, type, name, version, files, bytes, later, stored_as, created_by, created_at)
           SELECT id, 'dev', 'sheet', 1, 1, 1, true, gen_random_uuid(), created_by, now() FROM class RETURNING *
         ), collection AS (
           INSERT INTO collection (id, class_id, type, folder, job_id, created_by, at, language, pause, everything, most_bytes, delete_after)
           SELECT gen_random_uuid(), id, 'dev', '/x', gen_random_uuid(), created_by, now(), 'de', false, false, 1, now() FROM class RETURNING *
         ), delivery AS (
           INSERT INTO material_delivery (material_id, user_id, state, at) SELECT id, created_by, 'done', now() FROM material
         ), part AS (
           INSERT INTO collection_part (collection_id, user_id, name, slug) SELECT id, created_by, 'x', 'x' FROM collection
         )
         INSERT INTO card_notice (user_id, container_type, kind, by_name, at, source)
         SELECT id, 'dev', 'reset', 'of ' || slug, now(), gen_random_uuid() FROM users`,
      );
      await product.rows(
        `INSERT INTO magic_link (email, token_hash, created_at, expires_at, code_tries)
         SELECT email, sha256(email::bytea), now(), now(), 0 FROM users`,
      );
      await product.rows(
        `INSERT INTO outgoing_mail (id, kind, recipient, facts, state, created_at, expires_at, next_attempt_at)
         SELECT gen_random_uuid(), 'login', email, '{}', 'unknown', now(), now(), now() FROM users`,
      );

      await product.rows(
        `INSERT INTO invitation (id, email, role, language, days, mail_id, token_hash, created_by, accepted_by, created_at, expires_at)
         SELECT gen_random_uuid(), invited.email, 'user', 'de', 7, gen_random_uuid(), sha256(invited.slug::bytea), inviter.id,
                invited.id, now(), now()
         FROM users invited, users inviter WHERE invited.id <> inviter.id`,
      );
      await product.rows(
        `INSERT INTO login_card (id, user_id, secret_mac, code_mac, created_by, created_at)
         SELECT gen_random_uuid(), id, sha256(slug::bytea), sha256(slug::bytea), id, now() FROM users`,
      );
      await product.rows(`INSERT INTO limit_rule (user_id, kind, value) SELECT id, 'cards', id FROM users`);
      await product.rows(
        `WITH made AS (
           INSERT INTO job (id, kind, state, started_by, request, total, created_at)
           SELECT gen_random_uuid(), 'test', 'done', id, '{}', 1, now() FROM users RETURNING id, started_by
         )
         INSERT INTO job_item (job_id, seq, user_id, label, state) SELECT id, 1, started_by, 'one', 'skipped' FROM made`,
      );
      await product.rows(
        `WITH made AS (
           INSERT INTO class (name, kind, created_by, created_at) SELECT 'class of ' || slug, 'class', id, now() FROM users
           RETURNING id, created_by
         ), joined AS (
           INSERT INTO class_member (class_id, user_id, role, joined_via, joined_at)
           SELECT id, created_by, 'member', 'code', now() FROM made
         ), held AS (
           INSERT INTO lesson (class_id, started_by, started_at, until, typed_login, stop_at_end)
           SELECT id, created_by, now(), now(), true, false FROM made
         ), sent AS (
           INSERT INTO class_message (class_id, text, sent_by, at, until) SELECT id, 'hello', created_by, now(), now() FROM made
           RETURNING id, sent_by
         )
         INSERT INTO message_seen (message_id, user_id, at)
         SELECT sent.id, other.id, now() FROM sent JOIN users other ON other.id <> sent_by`,
      );
      await product.rows(
        'INSERT INTO help_call (class_id, user_id, at) SELECT class_id, user_id, now() FROM class_member',
      );
      await product.rows(
        `INSERT INTO audit_event (at, about_user_id, actor_id, from_ip, action, outcome, facts)
         SELECT now(), person.id, other.id, '203.0.113.' || other.id, 'user_changed', 'done', '{}'
         FROM users person, users other WHERE person.id <> other.id`,
      );

      const { answer, text } = await exportOf(ann);
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="spawner-ann.json"');
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      const all = AccountExport.strict().parse(JSON.parse(text));
      expect(all.account).toMatchObject({ id: ann.user.id, email: 'ann@example.com', role: 'user' });
      for (const [column, section] of Object.entries(exported)) {
        const [table = '', name = ''] = column.split('.');
        const [stored] = await product.rows<{ count: number }>(
          `SELECT count(*)::int FROM ${table} JOIN users ON users.slug = 'ann' AND ${table}.${name}::text IN (users.id::text, users.email)`,
        );
        expect([column, stored?.count ?? 0]).not.toEqual([column, 0]);
        expect([column, all[section].length >= (stored?.count ?? 0)]).toEqual([column, true]);
      }
      expect(text).not.toMatch(new RegExp(`root@|(nightly|jury) of root|203.0.113.${String(root.user.id)}`));
      expect(all.limits).toMatchObject([{ kind: 'cards', value: ann.user.id }]);
      expect(all.visits_to_me).toMatchObject([{ by: 'root-2', as: 'admin', reason: 'of ann' }]);
      expect(all.containers).toMatchObject([{ type: 'dev', status: 'running' }]);
    });

    it('reason of a block: is in it only if the person could read it', async () => {
      const eve = await product.register('eve@example.com');
      const path = `/api/admin/user/${String(eve.user.id)}`;
      for (const [reason, tell] of [['only suspected', false] as const, ['account shared', true] as const]) {
        const block = { reason, tell, containers: 'keep' };
        expect((await call(root, 'POST', `${path}/block`, block)).status).toBe(200);
        expect((await call(root, 'POST', `${path}/unblock`)).status).toBe(200);
      }
      const { text } = await exportOf(await product.register('eve@example.com'));
      expect(text).toContain('account shared');
      expect(text).not.toContain('only suspected');
      await product.rows("DELETE FROM users WHERE email = 'eve@example.com'");
    });

    it('secrets: no value of a column of bytes is in it', async () => {
      const { text } = await exportOf(ann);
      const columns = await product.rows<{ table: string; column: string }>(
        `SELECT table_name AS table, column_name AS column FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type = 'bytea'`,
      );
      expect(columns.length).toBeGreaterThan(3);
      for (const { table, column } of columns) {
        const values = await product.rows<{ value: Buffer | null }>(`SELECT ${column} AS value FROM ${table}`);
        for (const { value } of values)
          for (const coding of ['hex', 'base64', 'base64url'] as const)
            expect(text).not.toContain(value?.toString(coding) ?? 'nothing');
      }
    });

    it('thousands of audit events: all of them, newest first, each once', async () => {
      await product.rows(
        `INSERT INTO audit_event (at, actor_id, action, outcome, facts)
         SELECT now(), id, 'logout', 'done', '{}' FROM users, generate_series(1, 2500) WHERE slug = 'ann'`,
      );
      const { text } = await exportOf(ann);
      const ids = AccountExport.parse(JSON.parse(text)).audit.map(({ id }) => Number(id));
      const [stored] = await product.rows<{ count: number }>(
        `SELECT count(*)::int FROM audit_event JOIN users ON users.id IN (actor_id, about_user_id) OR subject = users.id::text WHERE slug = 'ann'`,
      );
      expect(ids).toHaveLength(stored?.count ?? 0);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
      await product.rows(`DELETE FROM audit_event WHERE action = 'logout'`);
    });
  });

  describe('export of files', () => {
    let folder: string;
    const open = (query = '') => call(ann, 'GET', `/api/user/export/files${query}`);
    const unpack = async (answer: Response) => {
      expect(answer.status).toBe(200);
      const zip = await fromBufferPromise(Buffer.from(await answer.arrayBuffer()));
      const files: Record<string, string> = {};
      for await (const entry of zip.eachEntry()) {
        const chunks: Buffer[] = [];
        for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
        const content = Buffer.concat(chunks);
        files[entry.fileName] = content.length < 100 ? content.toString() : `${String(content.length)} bytes`;
      }
      return files;
    };

    beforeAll(async () => {
      for (const person of [root, ann]) {
        await person.launch('dev');
        const stored = await fetch(`${product.url}/api/container/file/dev?path=whose.txt`, {
          method: 'PUT',
          headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/octet-stream' },
          body: person.user.slug,
        });
        expect(stored.status).toBe(200);
      }
      const found = await readdir(dataDir, { recursive: true });
      const path = found.find((each) => each.includes('user-ann-') && each.endsWith('whose.txt')) ?? '';
      folder = join(dataDir, path, '..');
    });

    it('files of this person only, by container and path', async () => {
      const answer = await open();
      expect(answer.headers.get('content-type')).toBe('application/zip');
      expect(answer.headers.get('content-disposition')).toBe('attachment; filename="spawner-ann.zip"');
      const files = await unpack(answer);
      expect(files).toMatchObject({ 'dev/srv/www/whose.txt': 'ann' });
      expect(Object.keys(files).every((name) => name.startsWith('dev/srv/www/'))).toBe(true);
      expect(await unpack(await open('?type=dev'))).toEqual(files);
      const unknown = await open('?type=..%2Froot');
      expect([unknown.status, ((await unknown.json()) as Problem).code]).toEqual([404, 'no_container']);
    });

    it('volume that cannot be read before the event is stored: its error, the next archive is not refused', async () => {
      const reading = jest.spyOn(product.spawner.app.get(VolumeStore), 'export');
      reading.mockRejectedValueOnce(new AppError('runtime_unreachable'));
      const recording = jest.spyOn(product.spawner.app.get(AuditTrail), 'record');
      recording.mockImplementationOnce(() => new Promise(setImmediate));
      const refused = await open();
      expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([503, 'runtime_unreachable']);
      recording.mockRestore();
      reading.mockRestore();
      await unpack(await open());
    });

    it('odd names, times and links: the archive is whole, what it lacks is named', async () => {
      const odd = join(folder, 'odd');
      await mkdir(join(odd, 'empty'), { recursive: true });
      await writeFile(join(odd, 'back\\..\\slash.txt'), 'b');
      await writeFile(join(odd, 'Größe ✓.txt'), 'ü');
      await writeFile(join(odd, 'C:'), 'c');
      await writeFile(join(odd, 'old.txt'), 'o');
      await utimes(join(odd, 'old.txt'), new Date('1960-01-01'), new Date('1960-01-01'));
      await writeFile(join(odd, 'future.txt'), 'f');
      await utimes(join(odd, 'future.txt'), new Date('2300-01-01'), new Date('2300-01-01'));
      await symlink('/etc/passwd', join(odd, 'link'));
      const files = await unpack(await open());
      const below = 'dev/srv/www/odd';
      expect(files).toMatchObject({
        [`${below}/back_.._slash.txt`]: 'b',
        [`${below}/Größe ✓.txt`]: 'ü',
        [`${below}/C:`]: 'c',
        [`${below}/old.txt`]: 'o',
        [`${below}/future.txt`]: 'f',
        'left-out.txt': `${below}/link -> /etc/passwd\n`,
      });
      expect(Object.keys(files)).not.toContain(`${below}/link`);
      await rm(odd, { recursive: true });
    });

    it('machine with files is away: refused, and not an archive without them', async () => {
      const volumes = product.spawner.app.get(VolumeStore);
      const isWhole = jest.spyOn(volumes, 'isWhole').mockResolvedValue(false);
      const list = jest.spyOn(volumes, 'list').mockResolvedValue([]);
      const answer = await open();
      for (const spy of [isWhole, list]) spy.mockRestore();
      expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([503, 'runtime_unreachable']);
      const next = await open();
      expect(next.status).toBe(200);
      await next.arrayBuffer();
    });

    it('more files than an archive may have: the archive is whole, the others are named', async () => {
      const many = join(folder, 'many');
      await mkdir(many);
      for (const name of 'abcdef') await writeFile(join(many, name), '');
      const archives = product.spawner.app.get(VolumeArchives);
      const most = archives.mostFiles;
      archives.mostFiles = 3;
      const files = await unpack(await open());
      archives.mostFiles = most;
      expect(Object.keys(files)).toHaveLength(4);
      expect(files['left-out.txt']).toMatch(/^(dev\/srv\/www\/\S+\n){3,}$/);
      await rm(many, { recursive: true });
    });

    it('file larger than the memory allowed for it: sent while it is read; a second archive meanwhile is refused', async () => {
      await writeFile(join(folder, 'large'), '');
      await truncate(join(folder, 'large'), 128 * 1024 * 1024);
      const used = () => process.memoryUsage().arrayBuffers;
      const before = used();
      const answer = await open();
      const second = await open();
      expect([second.status, ((await second.json()) as Problem).code]).toEqual([429, 'too_many_requests']);
      let most = 0;
      let bytes = 0;
      for await (const chunk of answer.body ?? []) {
        bytes += (chunk as Uint8Array).length;
        most = Math.max(most, used() - before);
      }
      expect(bytes).toBeGreaterThan(100_000);
      expect(most).toBeLessThan(64 * 1024 * 1024);
    });

    it('reader leaves in the middle: the next archive is not refused', async () => {
      const { port } = new URL(product.url);
      const socket = createConnection(Number(port), '127.0.0.1');
      socket.write(
        `GET /api/user/export/files HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${ann.token}\r\n\r\n`,
      );
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
      await rm(join(folder, 'large'));
      for (let status = 429; status !== 200; ) status = (await open()).status;
    });

    it('volume that cannot be read to its end: the download breaks off, so that it does not pass for a whole one', async () => {
      const file = join(folder, 'shrinks');
      await writeFile(file, randomBytes(64 * 1024 * 1024));
      const answer = await open();
      const read = async () => {
        const reader = (answer.body ?? new ReadableStream()).getReader();
        await reader.read();
        // More than the sockets hold has not been read yet.
        await truncate(file, 1);
        while (!(await reader.read()).done);
      };
      await expect(read()).rejects.toThrow();
      await rm(file);
      await unpack(await open());
    });
  });

  describe('own deletion', () => {
    const allow = async (allowed: boolean) => {
      const { version } = (await (await call(root, 'GET', '/api/admin/settings')).json()) as { version: number };
      const answer = await call(root, 'PATCH', '/api/admin/settings', { version, values: { own_deletion: allowed } });
      expect(answer.status).toBe(200);
    };
    const prospect = async (person: Person) =>
      (await (await call(person, 'GET', '/api/user/me/deletion')).json()) as OwnDeletion;
    const remove = async (person: Person) => {
      const answer = await call(person, 'DELETE', '/api/user/me');
      return [answer.status, ((await answer.json()) as Problem).code];
    };
    const age = (minutes: number) =>
      product.rows(
        `UPDATE session SET created_at = now() - interval '${String(minutes)} minutes'
         FROM users WHERE users.id = user_id AND slug = 'cleo'`,
      );
    const stored = (slug: string) =>
      product.rows<{ deleted: boolean; by: number | null }>(
        `SELECT deleted_at IS NOT NULL AS deleted, deleted_by AS by FROM users WHERE slug = '${slug}'`,
      );
    let cleo: Person;
    const living = [{ deleted: false, by: null }];

    it('not allowed, an old login, or the last admin: refused, and said before', async () => {
      cleo = await product.register('cleo@example.com');
      expect(await prospect(cleo)).toMatchObject({ allowed: false, last_admin: false, days: 30 });
      expect(await remove(cleo)).toEqual([403, 'own_deletion_off']);
      await allow(true);
      await age(11);
      expect(await prospect(cleo)).toMatchObject({ allowed: true, login_fresh_until: null });
      expect(await remove(cleo)).toEqual([403, 'fresh_login_needed']);
      expect(await prospect(root)).toMatchObject({ allowed: true, last_admin: true });
      expect(await remove(root)).toEqual([409, 'last_admin']);
      expect([await stored('cleo'), await stored('root-2')]).toEqual([living, living]);
    });

    it('two admins who delete themselves at the same time: one stays', async () => {
      const dora = await product.register('dora@example.com');
      const emil = await product.register('emil@example.com');
      await product.rows(`UPDATE users SET role = CASE WHEN slug IN ('dora', 'emil') THEN 'admin' ELSE 'user' END`);
      const [one, other] = await Promise.all([remove(dora), remove(emil)]);
      expect([one, other]).toContainEqual([409, 'last_admin']);
      expect([one, other]).toContainEqual([200, undefined]);
      await product.rows(`UPDATE users SET role = 'admin' WHERE slug = 'root-2'`);
      await product.rows(`DELETE FROM users WHERE slug IN ('dora', 'emil')`);
    });

    it('fresh login, two requests: deleted once; login and containers are gone, the address is free', async () => {
      expect((await cleo.launch('dev')).status).toBe(200);
      await age(9);
      expect(Date.parse((await prospect(cleo)).login_fresh_until ?? '')).toBeGreaterThan(Date.now());
      const answers = await Promise.all([remove(cleo), remove(cleo)]);
      expect(answers).toContainEqual([200, undefined]);
      expect(answers).toContainEqual([401, 'not_logged_in']);
      expect(await stored('cleo')).toEqual([{ deleted: true, by: null }]);
      expect((await call(cleo, 'GET', '/api/user/me')).status).toBe(401);
      const events = await product.rows(
        `SELECT actor_id, about_user_id, outcome, facts FROM audit_event WHERE action = 'user_deleted' AND actor_id = ${String(cleo.user.id)}`,
      );
      expect(events).toEqual([
        { actor_id: cleo.user.id, about_user_id: cleo.user.id, outcome: 'done', facts: { days: 30 } },
      ]);
      const gone = `SELECT FROM user_container WHERE user_id = ${String(cleo.user.id)} AND status <> 'not_created'`;
      while ((await product.rows(gone)).length > 0) await new Promise(setImmediate);
      await fetch(`${product.url}/api/auth/signup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'cleo@example.com' }),
      });
      while ((await stored('cleo-2')).length === 0) await new Promise(setImmediate);
      expect(await stored('cleo-2')).toEqual(living);
    });
  });
});
