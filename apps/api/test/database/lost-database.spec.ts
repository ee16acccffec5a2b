import { type EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get, Logger, Module, Param } from '@nestjs/common';
import type { Problem } from '@spawner/contracts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@spawner/embedded-postgres';
import { DataSource } from 'typeorm';
import { AppError } from '../../src/errors/app-error.js';
import { Public } from '../../src/http/public.decorator.js';
import { createTestApp, type TestApp } from '../create-app.js';

/** In Jest, an error of Node itself is not an `instanceof Error`. */
const rethrow = (error: Error): never => {
  throw Object.assign(new Error(error.message), error);
};

const works: Readonly<Record<string, (source: DataSource) => Promise<unknown>>> = {
  query: (source) => source.query('SELECT 1'),
  transaction: (source) => source.transaction((manager) => manager.query('SELECT 1')),
  'query that takes too long': (source) =>
    source.transaction(async (manager) => {
      await manager.query('SET LOCAL statement_timeout = 1');
      await manager.query('SELECT pg_sleep(5)');
    }),
  'query whose connection is cut': (source) => source.query('SELECT pg_terminate_backend(pg_backend_pid())'),
  'transaction whose connection is cut between two statements': (source) =>
    source.transaction(async (manager) => {
      const connection = (await manager.queryRunner?.connect()) as EventEmitter;
      const ended = new Promise((resolve) => connection.once('end', resolve));
      const [{ pid }] = await manager.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
      await source.query('SELECT pg_terminate_backend($1)', [pid]);
      await ended;
      await manager.query('SELECT 1');
    }),
  'query that is wrong': (source) => source.query('SELECT nonsense'),
  'file that is missing': () => readFile('/nowhere/at/all').catch(rethrow),
  'port that is closed': async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    await once(connect(port, '127.0.0.1'), 'connect').catch(rethrow);
  },
  'message that sounds like the driver': () => Promise.reject(new Error('Connection terminated')),
  'error with a name': () => Promise.reject(new AppError('runtime_unreachable')),
};

@Public()
@Controller('works')
class WorksController {
  constructor(private readonly source: DataSource) {}

  @Get(':name')
  async run(@Param('name') name: string): Promise<string> {
    await works[name]?.(this.source);
    return 'done';
  }
}

@Module({ controllers: [WorksController] })
class WorksModule {}

describe('answer to', () => {
  let folder: string;
  let server: EmbeddedPostgres;
  let spawner: TestApp;
  const logged: unknown[] = [];

  const start = async (): Promise<void> => {
    server = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
  };
  const codeOf = async (name: string): Promise<unknown[]> => {
    const answer = await spawner.get(`/works/${encodeURIComponent(name)}`);
    return answer.statusCode === 200 ? [200] : [answer.statusCode, answer.json<Problem>().code];
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lost-database-'));
    await start();
    spawner = await createTestApp({
      database: { address: server.connection, drop: async () => undefined },
      imports: [WorksModule],
    });
    for (const level of ['error', 'warn'] as const) {
      jest.spyOn(Logger.prototype, level).mockImplementation((entry: unknown) => {
        // Background loops warn as well while the database is away; they answer no request.
        if (typeof entry === 'object' && entry !== null && 'requestId' in entry) logged.push(entry);
      });
    }
  });
  afterEach(() => {
    logged.length = 0;
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await spawner.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['file that is missing', 'ENOENT'],
    ['port that is closed', 'ECONNREFUSED'],
    ['message that sounds like the driver', undefined],
    ['query that is wrong', '42703'],
  ])('a %s: 500 internal_error, logged with its cause', async (name, code) => {
    expect(await codeOf(name)).toEqual([500, 'internal_error']);
    expect(logged).toEqual([expect.objectContaining({ err: expect.objectContaining(code ? { code } : {}) })]);
  });

  it('an operation with a code of its own for it: its status, not logged', async () => {
    expect(await codeOf('error with a name')).toEqual([503, 'runtime_unreachable']);
    expect(logged).toEqual([]);
  });

  it.each(['query', 'transaction'])(
    'a %s while PostgreSQL is stopped: 503 database_unavailable, logged with its cause; works once it is back',
    async (name) => {
      expect(await codeOf(name)).toEqual([200]);
      await server.stop();
      expect(await codeOf(name)).toEqual([503, 'database_unavailable']);
      expect(logged).toEqual([expect.objectContaining({ err: expect.objectContaining({ code: 'ENOENT' }) })]);
      await start();
      expect(await codeOf(name)).toEqual([200]);
    },
  );

  it('a transaction whose connection is cut between two statements: 503 database_unavailable, logged', async () => {
    expect(await codeOf('transaction whose connection is cut between two statements')).toEqual([
      503,
      'database_unavailable',
    ]);
    expect(logged).toHaveLength(1);
  });

  it.each([
    ['query that takes too long', '57014'],
    ['query whose connection is cut', '57P01'],
  ])('a %s: 503 database_unavailable, logged with its cause', async (name, code) => {
    expect(await codeOf(name)).toEqual([503, 'database_unavailable']);
    expect(logged).toEqual([expect.objectContaining({ err: expect.objectContaining({ code }) })]);
  });
});
