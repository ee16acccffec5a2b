import type { z } from 'zod';
import type { ApiScope } from '../api-tokens.js';

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `{parameter}` placeholders. */
  readonly path: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  /** Status of the answer, if it is not 200. */
  readonly status?: 201 | 202;
  /** Media type of the answer, if it is not JSON. */
  readonly media?: 'text/plain' | 'text/event-stream' | 'text/csv' | 'application/zip';
  /** A file that the browser saves: no page reads the answer. */
  readonly download?: true;
  /** The scope that a personal API token needs; without a scope, the endpoint accepts no such token. */
  readonly scope?: ApiScope;
  /** Not for accounts that belong to a class. */
  readonly ownAccount?: true;
  /** The role that the caller needs. An admin may do everything that a manager may. */
  readonly role?: 'admin' | 'manager';
}

export const table = <T extends Record<string, Endpoint>>(endpoints: T): Readonly<T> => endpoints;
