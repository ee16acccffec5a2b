import type { endpoints as Endpoints, Problem } from '@spawner/contracts';
import { type AdminName, endpoints, type PlainEndpoint, problem } from 'virtual:contract';
import type { z } from 'zod';
import { fetchWithProgress } from './fetch-with-progress.js';
import { ApiProblem, NetworkFailure, UnexpectedAnswer } from './problem.js';
import { renewalCount, renewSession } from './session-refresh.js';
import { fits } from './shape.js';

type Endpoints = typeof Endpoints;
/** Those that need a role are in `admin-api.ts`. */
type EndpointName = Exclude<keyof Endpoints, AdminName>;
export type Answer<N extends keyof Endpoints> = z.output<Endpoints[N]['answer']>;

interface CallOptions {
  /** Values for the `{places}` of the path. */
  params?: Record<string, string>;
  /** Sent as it is, in place of a JSON body. */
  file?: Blob;
  /** Media type of the file, where the server has to know it. */
  media?: string;
  /** Called with the bytes of the file that are sent so far. */
  onSent?: (bytes: number) => void;
  signal?: AbortSignal;
  timeoutMs?: number;
}
type Query<N extends keyof Endpoints> = Endpoints[N] extends { query: infer Q extends z.ZodType }
  ? { query?: z.input<Q> }
  : unknown;
export type Arguments<N extends keyof Endpoints> = Endpoints[N] extends { body: infer Body extends z.ZodType }
  ? [options: CallOptions & Query<N> & { body: z.input<Body> }]
  : [options?: CallOptions & Query<N>];
type AnyOptions = CallOptions & { body?: unknown; query?: object };

const DEFAULT_TIMEOUT_MS = 15_000;
/** They open or renew a session: after their 401 a renewal makes no sense. */
const SESSION_ENDPOINTS: ReadonlySet<PlainEndpoint> = new Set([
  endpoints.openSession,
  endpoints.openSessionByCard,
  endpoints.openSessionByCardCode,
  endpoints.refreshSession,
  endpoints.login,
  endpoints.signup,
]);

/** Calls an endpoint of the contract; an answer of its shape is returned, everything else is thrown (see problem.ts). */
export async function call<N extends EndpointName>(name: N, ...[options]: Arguments<N>): Promise<Answer<N>> {
  return (await callEndpoint(endpoints[name], options ?? {})) as Answer<N>;
}

export async function callEndpoint(endpoint: PlainEndpoint, options: AnyOptions): Promise<unknown> {
  return read(endpoint, await request(endpoint, options));
}

/** A response whose text is read while it is written. Only its start has a deadline. */
export async function stream<N extends EndpointName>(
  name: N,
  ...[options]: Arguments<N>
): Promise<ReadableStream<string>> {
  const beginning = new AbortController();
  const timer = setTimeout(() => beginning.abort(), DEFAULT_TIMEOUT_MS);
  const endpoint = endpoints[name];
  const response = await request(endpoint, options ?? {}, beginning.signal).finally(() => clearTimeout(timer));
  if (!response.ok) await read(endpoint, response);
  if (!response.body) throw new UnexpectedAnswer(response.status);
  return response.body.pipeThrough(new TextDecoderStream());
}

/** The address of an endpoint, for links and downloads. */
export const addressOf = (name: EndpointName, params: Record<string, string>, query: object): string =>
  addressOfEndpoint(endpoints[name], params, query);

export const addressOfEndpoint = ({ path }: PlainEndpoint, params: Record<string, string>, query: object): string =>
  fillIn(path, params) + search(query);

async function request(endpoint: PlainEndpoint, options: AnyOptions, deadline?: AbortSignal): Promise<Response> {
  const renewalsBefore = renewalCount();
  const response = await send(endpoint, options, deadline);
  if (response.status !== 401 || SESSION_ENDPOINTS.has(endpoint)) return response;
  const renewed = renewalCount() !== renewalsBefore || (await renewSession(tryRenewal));
  return renewed ? send(endpoint, options, deadline) : response;
}

async function send(
  endpoint: PlainEndpoint,
  options: AnyOptions,
  deadline = after(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
): Promise<Response> {
  const { method, media } = endpoint;
  const url = addressOfEndpoint(endpoint, options.params ?? {}, options.query ?? {});
  const headers: Record<string, string> = {
    Accept: `${media ?? 'application/json'}, application/problem+json`,
    'Accept-Language': document.documentElement.lang,
  };
  if (options.file) headers['Content-Type'] = options.media ?? 'application/octet-stream';
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  const init: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    body: options.file ?? (options.body === undefined ? null : JSON.stringify(options.body)),
    signal: options.signal ? either(options.signal, deadline) : deadline,
  };
  // Nothing of ours runs inside, so that a mistake of this page is not reported as a fault of the network.
  try {
    return await (options.file && options.onSent
      ? fetchWithProgress(url, { ...init, headers, body: options.file }, options.onSent)
      : fetch(url, init));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    if (!deadline.aborted && !(error instanceof TypeError)) throw error;
    throw new NetworkFailure(deadline.aborted ? 'timeout' : 'unreachable', error);
  }
}

// AbortSignal.timeout and AbortSignal.any are newer than the oldest supported browsers.
function after(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

function either(...signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort();
    else signal.addEventListener('abort', () => controller.abort(), { once: true, signal: controller.signal });
  }
  return controller.signal;
}

async function read({ answer }: PlainEndpoint, response: Response): Promise<unknown> {
  const json: unknown = await response.json().catch(() => undefined);
  if (!fits(json, response.ok ? answer : problem)) throw new UnexpectedAnswer(response.status);
  if (!response.ok) throw new ApiProblem(json as Problem);
  return json;
}

async function tryRenewal(): Promise<boolean> {
  const response = await send(endpoints.refreshSession, {});
  // Only 401 means that the session has ended; others say what is wrong.
  if (!response.ok && response.status !== 401) await read(endpoints.refreshSession, response);
  return response.ok;
}

function fillIn(path: string, params: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_place, key: string) => {
    const value = params[key];
    if (value === undefined) throw new TypeError(`${path} needs a value for ${key}`);
    return encodeURIComponent(value);
  });
}

function search(query: object): string {
  const text = new URLSearchParams(Object.entries(query)).toString();
  return text && `?${text}`;
}
