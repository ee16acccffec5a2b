import { endpoints, Problem } from '@spawner/contracts';
import type { z } from 'zod';
import { ApiProblem, NetworkFailure, UnexpectedAnswer } from './problem.js';
import { renewalCount, renewSession } from './session-refresh.js';

type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;
export type Answer<N extends EndpointName> = z.output<Endpoints[N]['answer']>;

interface CallOptions {
  /** Values for the `{places}` of the path. */
  params?: Record<string, string>;
  signal?: AbortSignal;
  timeoutMs?: number;
}
type Arguments<N extends EndpointName> = Endpoints[N] extends { body: infer Body extends z.ZodType }
  ? [options: CallOptions & { body: z.input<Body> }]
  : [options?: CallOptions];

const DEFAULT_TIMEOUT_MS = 15_000;
/** These are about the session itself: their 401 is an answer, not a reason to renew. */
const SESSION_ENDPOINTS: ReadonlySet<EndpointName> = new Set(['openSession', 'refreshSession', 'login', 'signup']);

/** Calls an endpoint of the contract; the answer is parsed, everything else is thrown (see problem.ts). */
export async function call<N extends EndpointName>(name: N, ...[options]: Arguments<N>): Promise<Answer<N>> {
  const renewalsBefore = renewalCount();
  let response = await send(name, options ?? {});
  if (response.status === 401 && !SESSION_ENDPOINTS.has(name)) {
    const renewed = renewalCount() !== renewalsBefore || (await renewSession(tryRenewal));
    if (renewed) response = await send(name, options ?? {});
  }
  return (await read(name, response)) as Answer<N>;
}

async function send(name: EndpointName, options: CallOptions & { body?: unknown }): Promise<Response> {
  const { method, path } = endpoints[name];
  const deadline = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const headers: Record<string, string> = {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': document.documentElement.lang,
  };
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(fillIn(path, options.params ?? {}), {
      method,
      headers,
      credentials: 'same-origin',
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ? AbortSignal.any([options.signal, deadline]) : deadline,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new NetworkFailure(deadline.aborted ? 'timeout' : 'unreachable', error);
  }
}

async function read(name: EndpointName, response: Response): Promise<unknown> {
  const json: unknown = await response.json().catch(() => undefined);
  const parsed = (response.ok ? endpoints[name].answer : Problem).safeParse(json);
  if (!parsed.success) throw new UnexpectedAnswer(response.status, parsed.error);
  if (!response.ok) throw new ApiProblem(parsed.data as Problem);
  return parsed.data;
}

async function tryRenewal(): Promise<boolean> {
  const response = await send('refreshSession', {});
  if (response.status >= 500) await read('refreshSession', response);
  return response.ok;
}

function fillIn(path: string, params: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_place, key: string) => {
    const value = params[key];
    if (value === undefined) throw new TypeError(`${path} needs a value for ${key}`);
    return encodeURIComponent(value);
  });
}
