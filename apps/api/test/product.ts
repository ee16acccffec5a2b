import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Container,
  type ContainerDetail,
  type LaunchResponse,
  type OutboxResponse,
  type Problem,
  type TokenResponse,
} from '@spawner/contracts';
import { Client } from 'pg';
import { bundledTemplate, writeTemplates } from '../../tests/kit/src/templates.js';
import { Settings } from '../src/config/settings.js';
import { type RunningSpawner, serve } from '../src/server/start-spawner.js';
import { failOnUndocumentedErrors } from './documented-errors.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

const repository = join(__dirname, '../../..');

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** Either of the two, depending on the status. */
type LaunchAnswer = Omit<LaunchResponse, 'status'> & Omit<Problem, 'status'>;

/** A logged-in REST client. */
export interface Person {
  readonly token: string;
  /** Registered by mail, so that there is an address. */
  readonly user: TokenResponse['user'] & { readonly email: string };
  list(): Promise<Container[]>;
  detail(type: string, language?: string): Promise<ContainerDetail>;
  launch(type: string): Promise<Answer<LaunchAnswer>>;
  /** Any other endpoint; the path starts below `/api`. */
  call<T = unknown>(method: string, path: string, body?: object): Promise<Answer<T & Problem>>;
  /** Opens a service as a program. */
  open(path: string, headers?: Record<string, string>): Promise<Response>;
}

export interface Product {
  readonly url: string;
  readonly spawner: RunningSpawner;
  register(email: string): Promise<Person>;
  /** Rows of a query of the test's own. */
  rows<T>(sql: string): Promise<T[]>;
  close(): Promise<void>;
}

export interface ProductOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** One that outlives the product; its own is dropped with it. */
  readonly database?: TestDatabase;
  /** Templates beside the bundled dev one: type → the code of a service that reads PORT and HOST. */
  readonly services?: Readonly<Record<string, string>>;
  /** Types with public access. */
  readonly open?: readonly string[];
}

/** The whole product in this process on a port of its own: real PostgreSQL, real HTTP, services as real processes. */
export async function startProduct({
  environment,
  services = {},
  open = [],
  ...given
}: ProductOptions = {}): Promise<Product> {
  failOnUndocumentedErrors();
  const folder = await mkdtemp(join(tmpdir(), 'spawner-product-'));
  await writeTemplates(join(folder, 'templates'), { dev: bundled, ...templatesOf(services, open) });
  const database = given.database ?? (await createTestDatabase());
  const settings = Settings.from(
    {
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      PORT: '0',
      RUNTIME: 'process',
      DATA_DIR: join(folder, 'data'),
      TEMPLATES_DIR: join(folder, 'templates'),
      PREPARE_IMAGES: 'false',
      ...environment,
    },
    repository,
  );
  const spawner = await serve(settings, { address: database.address, stop: () => Promise.resolve() });
  const url = `http://127.0.0.1:${String(spawner.port)}`;
  return {
    url,
    spawner,
    register: (email) => register(url, email),
    rows: (sql) => query(database, sql),
    close: async () => {
      await spawner.stop();
      if (!given.database) await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const bundled = { image: 'user-service-template:latest', files: bundledTemplate('dev') };

const templatesOf = (services: Readonly<Record<string, string>>, open: readonly string[]) =>
  Object.fromEntries(
    Object.entries(services).map(([type, code]) => {
      const manifest = JSON.stringify({ type: 'module', scripts: { start: 'node service.js' } });
      const settings = { description: '', access: open.includes(type) ? 'public' : 'private' };
      return [type, { image: type, settings, files: { 'package.json': manifest, 'service.js': code } }];
    }),
  );

export async function register(url: string, email: string): Promise<Person> {
  const before = new Set(await linksTo(url, email));
  await post(`${url}/api/auth/signup`, { email });
  const token = await mailedToken(url, email, before);
  const { body } = await post<TokenResponse>(`${url}/api/auth/verify`, { token });
  const authorization = `Bearer ${body.access_token}`;
  const get = async (path: string, language = 'de') =>
    (await fetch(`${url}${path}`, { headers: { authorization, 'accept-language': language } })).json();
  return {
    token: body.access_token,
    user: { ...body.user, email },
    list: async () => ((await get('/api/user/containers')) as { containers: Container[] }).containers,
    detail: async (type, language) => (await get(`/api/container/${type}`, language)) as ContainerDetail,
    open: (path, headers) => fetch(`${url}${path}`, { headers: { 'x-spawner-token': body.access_token, ...headers } }),
    launch: (type) => post(`${url}/api/container/launch/${type}`, undefined, { authorization }),
    call: (method, path, body) => send(method, `${url}/api${path}`, body, { authorization }),
  };
}

/** Waits for the mail, because it is stored after the answer. */
async function mailedToken(url: string, email: string, before: ReadonlySet<string>): Promise<string> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const link = (await linksTo(url, email)).find((each) => !before.has(each));
    if (link) return link.slice(link.indexOf('#') + 1);
  }
  throw new Error(`no mail for ${email}`);
}

async function linksTo(url: string, email: string): Promise<string[]> {
  const { mails } = (await (await fetch(`${url}/api/outbox`)).json()) as OutboxResponse;
  return mails.flatMap(({ to, link }) => (to === email && link ? [link] : []));
}

export const post = <T>(url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> =>
  send('POST', url, body, headers);

async function send<T>(
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Answer<T>> {
  const answer = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

async function query<T>(database: TestDatabase, sql: string): Promise<T[]> {
  const client = new Client(database.address);
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}
