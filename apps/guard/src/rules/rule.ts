import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Belongings } from '../belongings.js';
import type { Question } from '../engine.js';
import { Refusal } from '../refusal.js';
import type { Query } from '../request-target.js';
import type { Settings } from '../settings.js';
import type { TemplateImage } from '../templates.js';

/** A request whose path has found its rule. */
export interface Call {
  readonly query: Query;
  /** What the path's group has caught. */
  readonly name: string;
  /** The body where it is one small document. */
  document(): Promise<unknown>;
  /** The body where it is an archive. */
  archive(): Readable;
}

/** Says what to ask the engine, or throws a Refusal. */
export interface Rule {
  readonly method: Question['method'];
  readonly path: RegExp;
  question(call: Call): Question | Promise<Question>;
}

/** What rules are made of. */
export interface Place {
  readonly settings: Settings;
  readonly belongings: Belongings;
  readonly images: ReadonlyMap<string, TemplateImage>;
}

export const SERVICE = 'user-[a-z0-9-]{1,200}';
export const ID = '[a-f0-9]{64}';

export const at = (path: string): RegExp => new RegExp(`^${path}$`);
export const nothing = z.strictObject({});

/** The client repeats a body's keys behind the question mark; there they mean nothing, and are not passed on. */
export async function bodyOf<T extends z.ZodObject>(schema: T, call: Call): Promise<z.infer<T>> {
  const stray = Object.keys(call.query).find((key) => !Object.hasOwn(schema.shape, key));
  if (stray !== undefined) throw new Refusal(`the query says ${stray}`);
  return schema.parse(await call.document());
}
