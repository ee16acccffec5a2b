import type { Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger as PinoLogger } from 'nestjs-pino';
import { AppModule } from '../app.module.js';
import type { Settings } from '../config/settings.js';
import { HttpEntry } from '../gateway/http-entry.js';
import { trustOf } from '../http/trusted-proxies.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { Version } from '../system/version.js';
import { announce } from './announce.js';
import { createApp } from './create-app.js';
import { Drain } from './drain.js';
import { HttpServer } from './http-server.js';
import { serveOpenApi } from './open-api/open-api.js';
import { type Database, openDatabase } from './open-database.js';
import { serveWeb } from './serve-web.js';
import { tryMail } from './try-mail.js';

/** Long enough for a proxy under load to use each connection that it keeps once more. */
const LEAVE_MS = 2000;

export interface RunningSpawner {
  readonly app: NestFastifyApplication;
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** The whole product in one process: database where none is given, API, SPA, and the gateway where there is no Traefik. */
export async function startSpawner(settings: Settings): Promise<RunningSpawner> {
  const database = await openDatabase(settings);
  try {
    const spawner = await serve(settings, database);
    announce(spawner, settings);
    void tryMail(settings);
    return spawner;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** The product on a running database. */
export async function serve(settings: Settings, database: Database): Promise<RunningSpawner> {
  const app = await createApp(AppModule.with(settings, database.address), settings, {
    serverFactory: (framework) => new HttpServer(() => entry, framework, trustOf(settings.http.trustedProxies)),
  });
  const entry = app.get(HttpEntry);
  serveOpenApi(app, app.get(Version).text);
  await serveWeb(app.getHttpAdapter().getInstance(), settings.folders.web);
  const server: Server = app.getHttpServer();
  // On one machine there is no other replica that the proxy could turn to.
  const drain = new Drain(server, settings.frontDoor.relay ? LEAVE_MS : 0);
  const host = hostOf(settings, app.get(ContainerRuntime).capabilities.isolation);
  try {
    await app.listen(settings.http.port, host);
  } catch (error) {
    await app.close();
    throw error;
  }
  // Not earlier: the framework would log every route.
  app.useLogger(app.get(PinoLogger));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : settings.http.port;

  return {
    app,
    host,
    port,
    stop: async () => {
      drain.begin();
      await app.close();
      await database.stop();
    },
  };
}

/** Other machines may reach it only where that exposes neither login links nor processes without isolation, or on request. */
function hostOf({ http, mail, production }: Settings, isolated: boolean): string {
  return http.host ?? (production || (mail.smtp && isolated) ? '0.0.0.0' : '127.0.0.1');
}
