import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { LightMyRequestResponse } from 'fastify';
import { DataSource } from 'typeorm';
import { AuthModule } from '../src/auth/auth.module.js';
import { BackgroundModule } from '../src/background/background.module.js';
import { Clock } from '../src/background/clock.js';
import { ConfigModule } from '../src/config/config.module.js';
import { Settings } from '../src/config/settings.js';
import { DatabaseModule } from '../src/database/database.module.js';
import { MailModule } from '../src/mail/mail.module.js';
import { MailWorker } from '../src/mail/queue/mail-worker.js';
import { type AppOptions, configureApp, httpAdapter } from '../src/server/create-app.js';
import { SettingsModule } from '../src/settings/settings.module.js';
import { UsersModule } from '../src/users/users.module.js';
import { TestClock } from './test-clock.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export interface TestAppOptions extends AppOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Beside mail, users and auth, which every application has. */
  readonly imports?: readonly (Type | DynamicModule)[];
  /** A database that outlives this application. */
  readonly database?: TestDatabase;
  /** A data folder that outlives this application. */
  readonly dataDir?: string;
}

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly settings: Settings;
  readonly clock: TestClock;
  readonly dataSource: DataSource;
  post(url: string, payload?: unknown, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  get(url: string, headers?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** Resolves when this process knows what became of every mail that is due: a link is valid from then on. */
  mailsSettled(): Promise<void>;
  close(): Promise<void>;
}

@Module({})
class TestModule {}

/** The application as main.ts assembles it, on a database of its own, with a clock that can be moved. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = options.database ?? (await createTestDatabase());
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'spawner-test-')));
  const environment = { NODE_ENV: 'test', DATA_DIR: dataDir, ...options.environment };
  const settings = Settings.from(environment, resolve(__dirname, '../../..'));
  const clock = new TestClock();
  const imports = [
    ConfigModule.with(settings),
    BackgroundModule,
    DatabaseModule.at(database.address),
    MailModule.with(settings),
    SettingsModule,
    UsersModule,
    AuthModule,
    ...(options.imports ?? []),
  ];
  const module = await Test.createTestingModule({ imports: [{ module: TestModule, imports }] })
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(httpAdapter(settings, options), {
    bodyParser: false,
    logger: false,
  });
  await configureApp(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();

  return {
    app,
    settings,
    clock,
    dataSource: app.get(DataSource),
    get: (url, headers = {}) => app.inject({ method: 'GET', url, headers }),
    post: (url, payload, headers = {}) =>
      app.inject({ method: 'POST', url, headers, ...(payload !== undefined && { payload: payload as object }) }),
    mailsSettled: () => app.get(MailWorker).run(),
    close: async () => {
      await app.close();
      if (!options.database) await database.drop();
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
