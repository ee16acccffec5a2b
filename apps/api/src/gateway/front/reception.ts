import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { AppError } from '../../common/app-error.js';
import type { Waker } from '../gateway.js';
import { kindOf, type RequestKind } from '../visits/request-kind.js';
import { SocketTalk } from '../visits/socket-talk.js';
import { refuse, refuseUpgrade } from './refusal.js';
import type { Service, Wait } from './service.js';
import { sendWaitingPage } from './waiting-page.js';

/** A page that is back sooner needs no waiting page. */
const PAGE_PATIENCE_MS = 400;
/** Below the half minute after which Traefik gives up its authorisation call, as many clients do their request. */
const PATIENCE_MS = 25_000;
/** Visitors of one service who wait at the same time. */
const SEATS = 100;

const asleep = () => new AppError('service_asleep', { retryAfterSeconds: 60 });
const starting = () => new AppError('service_starting', { retryAfterSeconds: 2 });

/** A request for a service, as far as it matters who asks. */
export interface Call {
  readonly service: Service;
  readonly kind: RequestKind;
  readonly counts: boolean;
}

/**
 * Meets every visitor of a service, whichever gateway serves it: notes the visit, and has those who come while the
 * service rests wait until it is back. Who may visit at all would be asked in `meet`.
 */
export class Reception {
  private waker: Waker | null = null;

  wakeWith(waker: Waker): void {
    this.waker = waker;
  }

  /** @param path as the service sees it */
  meet(service: Service, method: string, path: string, headers: IncomingHttpHeaders): Call {
    const kind = kindOf(method, path, headers);
    return { service, kind, counts: service.activity.counts(kind, path) };
  }

  /** True once the service serves; else the visitor was answered here, or has left. The body stays unread meanwhile. */
  async seat(call: Call, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const page = call.kind === 'navigation';
    const wait = await this.wait(call, response, page ? PAGE_PATIENCE_MS : PATIENCE_MS);
    if (wait === 'awake') return true;
    if (wait === 'left') return false;
    const failure = wait === 'late' ? null : wait;
    if (page) sendWaitingPage(request, response, failure);
    else refuse(request, response, failure ?? starting());
    return false;
  }

  async seatUpgrade(call: Call, socket: Duplex): Promise<boolean> {
    const ignore = () => undefined;
    // Nobody else listens yet, and an error that nobody hears would end the process.
    socket.on('error', ignore);
    const wait = await this.wait(call, socket, PATIENCE_MS);
    if (wait === 'awake') {
      socket.off('error', ignore);
      return true;
    }
    if (wait !== 'left') refuseUpgrade(socket, wait === 'late' ? starting() : wait);
    return false;
  }

  /** Notes what a visitor says on a WebSocket that is carried already, and wakes a service that was paused under it. */
  listen(service: Service, socket: Duplex): void {
    const talk = new SocketTalk();
    socket.on('data', (chunk: Buffer) => {
      if (!talk.isData(chunk)) return;
      service.activity.visit();
      if (service.resting && this.waker && !service.recentFailure) void service.wake(this.waker);
    });
  }

  private async wait({ service, kind, counts }: Call, visitor: EventEmitter, patienceMs: number): Promise<Wait> {
    if (!service.isWaking) {
      if (service.recentFailure && kind !== 'navigation') return service.recentFailure;
      if (!counts) return asleep();
      if (!this.waker) return 'late';
      void service.wake(this.waker);
    }
    return service.crowd < SEATS ? service.wait(patienceMs, visitor) : 'late';
  }
}
