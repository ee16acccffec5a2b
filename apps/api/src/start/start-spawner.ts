import type { Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger as PinoLogger } from 'nestjs-pino';
import { AppModule } from '../app.module.js';
import { createApp } from '../bootstrap.js';
import type { Settings } from '../config/settings.js';
import type { DatabaseAddress } from '../database/data-source.js';
import { startEmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { Front } from '../gateway/front/front.js';
import { FrontServer } from '../gateway/front/front-server.js';
import { Version } from '../info/version.js';
import { serveOpenApi } from '../open-api.js';
import { serveWeb } from '../web/serve-web.js';
import { announce } from './announce.js';

/** Requests that are still open this long after the end was asked for are cut off. */
const DRAIN_MS = 5000;

export interface RunningSpawner {
  readonly app: NestFastifyApplication;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * The whole product in one process: database where none is given, API, SPA, and the gateway where there is no Traefik.
 * @param resolveFrom a file of this package, from which its optional packages are found
 */
export async function startSpawner(settings: Settings, resolveFrom: string): Promise<RunningSpawner> {
  const database = await openDatabase(settings, resolveFrom);
  try {
    const spawner = await serve(settings, database);
    announce(spawner.app, settings);
    return spawner;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

export interface Database {
  readonly address: DatabaseAddress;
  stop(): Promise<void>;
}

async function openDatabase(settings: Settings, resolveFrom: string): Promise<Database> {
  if (settings.databaseUrl) return { address: { url: settings.databaseUrl }, stop: () => Promise.resolve() };
  const server = await startEmbeddedPostgres({
    dataDir: settings.folders.data,
    resolveFrom,
    log: () => undefined,
  });
  return { address: server.connection, stop: () => server.stop() };
}

/** The product on a database that is there. */
export async function serve(settings: Settings, database: Database): Promise<RunningSpawner> {
  const app = await createApp(AppModule.with(settings, database.address, null), settings, {
    serverFactory: (framework) => new FrontServer(() => front, framework),
  });
  const front = app.get(Front);
  serveOpenApi(app, app.get(Version).text);
  await serveWeb(app.getHttpAdapter().getInstance(), settings.folders.web);
  const server: Server = app.getHttpServer();
  try {
    await app.listen(settings.http.port, settings.http.host);
  } catch (error) {
    await app.close();
    throw error;
  }
  // Only now: the framework would list every route first.
  app.useLogger(app.get(PinoLogger));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : settings.http.port;

  return {
    app,
    port,
    stop: async () => {
      const drain = setTimeout(() => {
        server.closeAllConnections();
      }, DRAIN_MS);
      await app.close();
      clearTimeout(drain);
      await database.stop();
    },
  };
}
