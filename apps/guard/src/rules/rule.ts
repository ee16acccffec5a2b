import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { OwnResources } from '../own-resources.js';
import type { EngineRequest } from '../engine.js';
import { Refusal } from '../refusal.js';
import type { Query } from '../request-target.js';
import type { Settings } from '../settings.js';
import type { TemplateImage } from '../templates.js';

/** A client's request whose method and path match a rule. */
export interface Call {
  readonly query: Query;
  /** What the group of the rule's path has matched. */
  readonly name: string;
  /** The body where it is one small document. */
  document(): Promise<unknown>;
  /** The body where it is an archive. */
  archive(): Readable;
}

/** Gives the request to send to the engine, or throws a Refusal. */
export interface Rule {
  readonly method: EngineRequest['method'];
  readonly path: RegExp;
  request(call: Call): EngineRequest | Promise<EngineRequest>;
}

/** What the rules depend on. */
export interface RuleContext {
  readonly settings: Settings;
  readonly own: OwnResources;
  readonly images: ReadonlyMap<string, TemplateImage>;
}

export const SERVICE = 'user-[a-z0-9-]{1,200}';
export const ID = '[a-f0-9]{64}';

export const at = (path: string): RegExp => new RegExp(`^${path}$`);
export const nothing = z.strictObject({});

/** The client repeats a body's keys in the query; the engine ignores them there, and they are not passed on. */
export async function bodyOf<T extends z.ZodObject>(schema: T, call: Call): Promise<z.infer<T>> {
  const stray = Object.keys(call.query).find((key) => !Object.hasOwn(schema.shape, key));
  if (stray !== undefined) throw new Refusal(`the query has ${stray}`);
  return schema.parse(await call.document());
}
