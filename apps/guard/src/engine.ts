import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { http } from './http.js';
import { Refusal } from './refusal.js';

/** A request as the engine gets it: built from scratch, so that it contains only what a rule has checked. */
export interface EngineRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly json?: unknown;
  readonly tar?: Readable;
  /** The login for the registry of a pull. Always the guard's own. */
  readonly registryAuth?: string | undefined;
  /** Longest time until the engine begins to answer; null: as long as the client waits. */
  readonly patienceMs?: number | null;
  /** Selects what of a JSON answer is passed on. */
  readonly show?: (answer: unknown) => unknown;
  /** What the bytes of an answer pass through. */
  readonly through?: () => Transform;
}

/** Longer than the client's own deadlines, so that the client reports which call was late. */
const PATIENCE_MS = 150_000;
const LOOK_MS = 30_000;

export class Engine {
  constructor(private readonly socketPath: string) {}

  /** A new connection for each request, so that left-over bytes of one answer cannot become part of another. */
  async send(outgoing: EngineRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const { method, path, query = {}, json: body, tar, registryAuth, patienceMs = PATIENCE_MS } = outgoing;
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const search = new URLSearchParams(given).toString();
    const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body));
    const request = http.request({
      ...{ socketPath: this.socketPath, agent: false, method, signal },
      path: search ? `${path}?${search}` : path,
      headers: {
        host: 'docker',
        ...(bytes && { 'content-type': 'application/json', 'content-length': bytes.length }),
        ...(registryAuth !== undefined && { 'x-registry-auth': registryAuth }),
        ...(tar && { 'content-type': 'application/x-tar', 'transfer-encoding': 'chunked' }),
      },
    });
    return new Promise((resolve, reject) => {
      const late =
        patienceMs === null
          ? undefined
          : setTimeout(() => request.destroy(new Refusal('the engine does not answer', 504)), patienceMs);
      request.once('close', () => clearTimeout(late));
      request.once('response', (answer) => {
        clearTimeout(late);
        resolve(answer);
      });
      request.on('error', (error) => {
        reject(error instanceof Refusal ? error : new Refusal(`the engine cannot be reached: ${error.message}`, 502));
      });
      if (!tar) {
        request.end(bytes);
        return;
      }
      // The request fails too, but without the reason.
      tar.once('error', (error) => {
        if (error instanceof Refusal) reject(error);
      });
      // If the engine answered before it read everything, that answer is valid.
      pipeline(tar, request).catch(() => undefined);
    });
  }

  /** The object's JSON, or null if it does not exist. */
  async find(path: string, query: EngineRequest['query'] = {}): Promise<unknown> {
    const answer = await this.send({ method: 'GET', path, query }, AbortSignal.timeout(LOOK_MS));
    const found: unknown = await json(answer);
    if (answer.statusCode === 404) return null;
    if (answer.statusCode !== 200) throw new Refusal(`the engine answered ${String(answer.statusCode)}`, 502);
    return found;
  }
}
