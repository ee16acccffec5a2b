import http from 'node:http';
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { PROBE_AGENT } from './activity/request-kind.js';
import { ANSWER_PARSING } from './answer-parsing.js';

/**
 * First limit for a connection. A SYN sent before the container's interface is up is lost, and the kernel repeats it only
 * after a full second. So an attempt that does not connect soon is given up and repeated, each time with a longer limit:
 * a busy machine may need more than the first one.
 */
const CONNECT_MS = 40;
/**
 * Attempts follow each other closely while most applications start, then more and more slowly. Each that is answered costs a
 * gateway, and us where it has no route yet: those follow less and less closely from the first one on.
 */
const BACK_OFF = { firstMs: 5, longestMs: 100, tightForMs: 1000, afterAnswer: 1.25, afterAWhile: 1.5 } as const;
/** What is read of an answer, so that its connection can carry the next request. */
const READ_BYTES = 64 * 1024;

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
}

export interface ProbeTarget {
  readonly url: URL;
  /** Value of the Host header, where it differs from the address. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Keeps connections; without one each request has its own, and no certificate is checked. */
  readonly agent?: https.Agent;
  readonly signal: AbortSignal;
  /** Called when a connection is there and no answer has come on it for a while. */
  readonly onSilence?: () => void;
}

const SILENCE_MS = 1000;

/**
 * One GET. Null when nothing answers: refused, not connected in time, closed early. An answer may take until the signal
 * is aborted: a second request for a page that takes long would take as long.
 */
export function probe(target: ProbeTarget, connectMs: number): Promise<Answer | null> {
  return new Promise((resolve) => {
    const request = (target.url.protocol === 'https:' ? https : http).get(target.url, {
      ...ANSWER_PARSING,
      agent: target.agent ?? false,
      headers: {
        accept: 'text/html',
        'user-agent': PROBE_AGENT,
        ...target.headers,
        ...(target.host && { host: target.host }),
      },
      // The probe finds out whether a route is live. Its certificate is for browsers to check.
      ...(!target.agent && {
        rejectUnauthorized: false,
        servername: (target.host ?? target.url.hostname).split(':')[0],
      }),
      signal: target.signal,
    });
    const connectAlarm = setTimeout(() => request.destroy(), connectMs);
    let silenceAlarm: NodeJS.Timeout | undefined;
    const connected = (): void => {
      clearTimeout(connectAlarm);
      silenceAlarm = setTimeout(() => target.onSilence?.(), SILENCE_MS);
    };
    request.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', connected);
      else connected();
    });
    request.on('response', (response) => {
      clearTimeout(silenceAlarm);
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
      const isShort = Number(response.headers['content-length'] ?? Infinity) <= READ_BYTES;
      if (target.agent && isShort) {
        response.resume();
        silenceAlarm = setTimeout(() => response.destroy(), SILENCE_MS);
      } else response.destroy();
    });
    request.on('error', () => {
      resolve(null);
    });
    request.on('close', () => {
      clearTimeout(connectAlarm);
      clearTimeout(silenceAlarm);
      resolve(null);
    });
  });
}

/** Repeats the request until `accept` returns true. Rejects only when the signal is aborted. */
export async function probeUntil(target: ProbeTarget, accept: (answer: Answer | null) => boolean): Promise<void> {
  const tightUntil = Date.now() + BACK_OFF.tightForMs;
  for (let pause: number = BACK_OFF.firstMs; ; ) {
    target.signal.throwIfAborted();
    const answer = await probe(target, (CONNECT_MS * pause) / BACK_OFF.firstMs);
    // Cut off by the signal: that says nothing about the service.
    if (answer === null) target.signal.throwIfAborted();
    if (accept(answer)) return;
    await delay(pause, undefined, { signal: target.signal }).catch(() => {
      target.signal.throwIfAborted();
    });
    const growth = Date.now() > tightUntil ? BACK_OFF.afterAWhile : answer ? BACK_OFF.afterAnswer : 1;
    pause = Math.min(pause * growth, BACK_OFF.longestMs);
  }
}

/** 502 and 504 come from a gateway before the service, 503 from an application that is starting. */
export const isUnavailable = (status: number): boolean => status >= 502 && status <= 504;
