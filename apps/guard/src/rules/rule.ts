import type { Readable } from 'node:stream';
import type { RegistryCredentials } from '@spawner/engine';
import { z } from 'zod';
import type { Engine, EngineRequest } from '../engine.js';
import type { OwnResources } from '../own-resources.js';
import { Refusal } from '../refusal.js';
import type { Query } from '../request-target.js';
import type { Settings } from '../settings.js';
import type { TemplateImage } from '../templates.js';

/** A request that matches a rule's path. */
export interface Call {
  readonly query: Query;
  /** The value of the path's capture group. */
  readonly name: string;
  /** The body, read as one small JSON document. */
  document(): Promise<unknown>;
  /** The body, read as an archive. */
  archive(): Readable;
}

/** JSON that the guard answers without a call of the engine. */
export interface OwnAnswer {
  readonly body: Buffer | Readable;
}

/** Returns the request for the engine or the answer, or throws a Refusal. */
export interface Rule {
  readonly method: EngineRequest['method'];
  readonly path: RegExp;
  request(call: Call): EngineRequest | OwnAnswer | Promise<EngineRequest | OwnAnswer>;
}

/** What rules need. */
export interface RuleContext {
  readonly settings: Settings;
  readonly own: OwnResources;
  readonly engine: Engine;
  readonly images: ReadonlyMap<string, TemplateImage>;
  readonly credentials: RegistryCredentials;
  /** Authenticates images between the guards of a cluster; null on a single machine. */
  readonly copyKey: Buffer | null;
}

/** A user's container; in a swarm, the engines add the number and the id of its task. */
export const SERVICE = 'user-[a-z0-9-]{1,200}(?:\\.\\d{1,9}\\.[a-z0-9]{25})?';
export const ID = '[a-f0-9]{64}';

export const at = (path: string): RegExp => new RegExp(`^${path}$`);
export const nothing = z.strictObject({});

/** dockerode repeats the body's keys in the query. The engine ignores them there, so they are not forwarded. */
export async function bodyOf<T extends z.ZodObject>(schema: T, call: Call): Promise<z.infer<T>> {
  const stray = Object.keys(call.query).find((key) => !Object.hasOwn(schema.shape, key));
  if (stray !== undefined) throw new Refusal(`the query has ${stray}`);
  return schema.parse(await call.document());
}
