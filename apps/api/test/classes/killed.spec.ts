import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Class, ClassMember, CollectionsResponse, JobDetail, Material } from '@spawner/contracts';
import { Client } from 'pg';
import { freePort } from '../../../tests/kit/src/free-port.js';
import { Product } from '../../../tests/kit/src/product.js';
import { until } from '../../../tests/kit/src/until.js';
import { type Person, register } from '../product.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';
import { filesOfZip } from './class-room.js';

const urlOf = ({ address: { host, port, user, password, database } }: TestDatabase): string =>
  `postgres://${user}:${encodeURIComponent(password)}@localhost:${String(port)}/${database}?host=${encodeURIComponent(host)}`;

const PUPILS = 8;
const MEGABYTE = 1024 ** 2;

/** The built product as a process: only one that is really killed leaves what a killed one leaves. */
describe('API killed with SIGKILL', () => {
  let database: TestDatabase;
  let sql: Client;
  let data: string;
  let port: number;
  let product: Product;
  let teacher: Person;
  let pupils: readonly ClassMember[];
  let classId: number;

  const start = () =>
    Product.start({
      port,
      environment: {
        ...{ NODE_ENV: 'test', LOG_LEVEL: 'error', RUNTIME: 'process', DATA_DIR: data, PREPARE_IMAGES: 'false' },
        ...{ DATABASE_URL: urlOf(database), REQUEST_LIMIT: '100000' },
      },
    });
  const killAndRestart = async () => {
    await product.program.end('SIGKILL');
    // Instead of waiting for the end of the leases of the dead process.
    await sql.query('UPDATE job_item SET leased_until = now() WHERE leased_until IS NOT NULL');
    await sql.query('UPDATE collection SET leased_until = NULL');
    product = await start();
  };
  /** Keeps one person's item from ending, so that the process is always killed in the middle. */
  const hold = async (rows: string): Promise<Client> => {
    const holder = new Client(database.address);
    await holder.connect();
    // Of a test that fails, the database is dropped with it.
    holder.on('error', () => undefined);
    await holder.query(`BEGIN; SELECT FROM ${rows} WHERE user_id = ${String(pupils.at(-1)?.user_id)} FOR UPDATE`);
    return holder;
  };
  const at = (path: string) => `/class/${String(classId)}${path}`;
  const ended = (id: string) =>
    until('the job has ended', 60, async () => {
      const { body } = await teacher.call<JobDetail>('GET', `/job/${id}`);
      return body.finished_at !== null && body;
    });
  const folderOf = ({ slug, user_id: id }: ClassMember) =>
    join(data, `processes/volumes/user-${slug}-dev-${String(id)}-srv-www/files`);

  beforeAll(async () => {
    database = await createTestDatabase();
    sql = new Client(database.address);
    await sql.connect();
    data = await mkdtemp(join(tmpdir(), 'spawner-killed-'));
    port = await freePort();
    product = await start();
    teacher = await register(product.url, 'vogel@example.com');
    const { body } = await teacher.call<Class>('POST', '/classes', { name: '7b', templates: ['dev'] });
    classId = body.id;
    const added = await teacher.call<{ members: ClassMember[] }>('POST', at('/members'), {
      class_accounts: Array.from({ length: PUPILS }, (_, n) => ({ name: `Kim ${String(n)}` })),
    });
    pupils = added.body.members;
    for (const pupil of pupils) {
      // What a launch would have made.
      await mkdir(folderOf(pupil), { recursive: true });
      const volume = { userId: pupil.user_id, type: 'dev', path: '/srv/www' };
      const name = `user-${pupil.slug}-dev-${String(pupil.user_id)}-srv-www`;
      await writeFile(join(folderOf(pupil), '../volume.json'), JSON.stringify({ ...volume, name }));
      await writeFile(join(folderOf(pupil), 'work.bin'), randomBytes(4 * MEGABYTE));
      await sql.query(
        `INSERT INTO user_container (user_id, container_type, status, kept) VALUES ($1, 'dev', 'not_created', '[{"path":"/srv/www","bytes":1}]')`,
        [pupil.user_id],
      );
    }
  }, 90_000);
  afterAll(async () => {
    await product.stop();
    await sql.end();
    await database.drop();
    await rm(data, { recursive: true, force: true });
  });

  it('while it hands out: each has one folder with the whole content', async () => {
    const content = randomBytes(10 * MEGABYTE);
    const search = new URLSearchParams({ name: 'sheet', type: 'dev', file: 'a.bin' }).toString();
    const uploaded = await fetch(`${product.url}/api${at(`/materials?${search}`)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${teacher.token}`, 'content-type': 'application/octet-stream' },
      body: content,
    });
    const { id } = (await uploaded.json()) as Material;
    const { body } = await teacher.call<{ job_id: string }>('POST', at(`/material/${String(id)}/deliver`), {
      all: true,
    });
    const holder = await hold('material_delivery');
    await until('the first has it', 30, async () => {
      const { rows } = await sql.query(`SELECT FROM material_delivery WHERE state = 'done'`);
      return rows.length > 0;
    });
    await killAndRestart();
    await holder.end();
    expect(await ended(body.job_id)).toMatchObject({ state: 'done', done: PUPILS });
    for (const pupil of pupils) {
      expect(await readdir(join(folderOf(pupil), 'Material'))).toEqual(['sheet']);
      expect((await readFile(join(folderOf(pupil), 'Material/sheet/a.bin'))).equals(content)).toBe(true);
    }
  }, 120_000);

  it('while it collects: the ZIP has the whole work of everybody, and nothing else is left of it', async () => {
    const { body } = await teacher.call<{ job_id: string; collection_id: string }>('POST', at('/collections'), {
      ...{ type: 'dev', all: true },
    });
    const holder = await hold('collection_part');
    await until('the first part is stored', 30, async () => {
      const { rows } = await sql.query(`SELECT FROM collection_part WHERE state = 'done'`);
      return rows.length > 0;
    });
    await killAndRestart();
    await holder.end();
    expect(await ended(body.job_id)).toMatchObject({ state: 'done', done: PUPILS });
    await until('the ZIP is made', 60, async () => {
      const { body: list } = await teacher.call<CollectionsResponse>('GET', at('/collections'));
      return list.collections[0]?.state === 'ready';
    });
    const answer = await fetch(`${product.url}/api${at(`/collection/${body.collection_id}/file`)}`, {
      headers: { authorization: `Bearer ${teacher.token}` },
    });
    const files = await filesOfZip(Buffer.from(await answer.arrayBuffer()));
    for (const pupil of pupils) {
      const [, content] = Object.entries(files).find(([path]) => path.endsWith(`(${pupil.slug})/work.bin`)) ?? [];
      expect(content).toBe((await readFile(join(folderOf(pupil), 'work.bin'))).toString());
    }
    // The material, the ZIP, and what the killed process was writing: swept when it is an hour old.
    const names = await readdir(join(data, 'files'));
    expect(names.filter((name) => !name.endsWith('.draft'))).toHaveLength(2);
  }, 120_000);
});
