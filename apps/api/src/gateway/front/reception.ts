import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pages } from '@spawner/contracts';
import type { Gatekeeper, Judgement } from '../../access/gatekeeper.js';
import { AppError } from '../../common/app-error.js';
import { sendRawProblem } from '../../common/raw-problem.js';
import type { ServiceRoute, Waker } from '../gateway.js';
import { claimsForeignScope } from '../visits/service-worker.js';
import { kindOf, type RequestKind } from '../visits/request-kind.js';
import { SocketTalk } from '../visits/socket-talk.js';
import type { Asked } from './asked.js';
import { Guests } from './guests.js';
import type { Handover } from './handover.js';
import { refuse } from './refusal.js';
import { segmentOf } from './services.js';
import type { Service, Wait } from './service.js';
import type { ShareDoor } from './share-door.js';
import { sendProblemPage, sendWaitingPage } from './waiting-page.js';

/** A page that is back sooner needs no waiting page. */
const PAGE_PATIENCE_MS = 400;
/** Below the half minute after which Traefik gives up its authorisation call, as many clients do their request. */
const PATIENCE_MS = 25_000;
/** Visitors of one service who wait at the same time. */
const SEATS = 100;

const asleep = () => new AppError('service_asleep', { retryAfterSeconds: 60 });
const starting = () => new AppError('service_starting', { retryAfterSeconds: 2 });

/** A request for a service, as far as it matters who asks. */
export interface Call extends Judgement {
  readonly service: Service;
  readonly asked: Asked;
  readonly kind: RequestKind;
  readonly counts: boolean;
}

/**
 * Meets every visitor of a service, whichever gateway serves it: asks who may enter, notes the visit, and has those who
 * come while the service rests wait until it is back.
 */
export class Reception {
  private readonly guests = new Guests();
  private waker: Waker | null = null;

  /** @param dashboard origin of the login page; empty where it is the service's own */
  constructor(
    private readonly gatekeeper: Gatekeeper,
    private readonly handover: Handover,
    private readonly shareDoor: ShareDoor,
    private readonly dashboard: string,
  ) {}

  wakeWith(waker: Waker): void {
    this.waker = waker;
  }

  /** Whoever is refused has not visited, and leaves no trace. */
  meet(service: Service, asked: Asked): Call {
    const kind = kindOf(asked.method, asked.path, asked.headers);
    const judgement = this.judge(service.route, asked, kind);
    return {
      ...judgement,
      service,
      asked,
      kind,
      counts: judgement.refusal === null && service.activity.counts(kind, asked.path),
    };
  }

  /** For a service that nothing is known of but whose it is. */
  judge(route: ServiceRoute, asked: Asked, kind = kindOf(asked.method, asked.path, asked.headers)): Judgement {
    if (claimsForeignScope(asked)) return { sessionId: null, refusal: new AppError('forbidden') };
    const { headers, host } = asked;
    return this.gatekeeper.judge(route, { headers, host, navigation: kind === 'navigation' });
  }

  /** Answers somebody who may not enter: with the login page, a page that says why not, or the plain problem. */
  turnAway(
    refusal: AppError,
    route: ServiceRoute,
    asked: Asked,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    // Said once: whoever is known otherwise may come in the next time, or log in.
    if (refusal.code === 'share_ended') this.shareDoor.forget(response);
    if (kindOf(asked.method, asked.path, asked.headers) !== 'navigation') refuse(request, response, refusal);
    else if (refusal.code === 'visit_unannounced')
      this.handover.beginVisit(segmentOf(route), asked, this.dashboard, response);
    else if (refusal.code !== 'not_logged_in') sendProblemPage(request, response, this.dashboard, refusal);
    else if (this.handover.isNeeded) this.handover.begin(segmentOf(route), asked, this.dashboard, response);
    else {
      const location = `${this.dashboard}${pages.login}?next=${encodeURIComponent(asked.target)}`;
      response.writeHead(303, { location, 'cache-control': 'no-store', 'content-length': 0 });
      response.end();
    }
  }

  /** From here on somebody sees the service, until the line is closed or their session ends. */
  admit({ sessionId }: Call, line: ServerResponse | Duplex): void {
    if (sessionId) this.guests.enter(sessionId, line);
  }

  /** Cuts whatever is still open for a session that has ended. */
  expel(sessionId: string): void {
    this.guests.expel(sessionId);
  }

  /** True once the service serves; else the visitor was answered here, or has left. The body stays unread meanwhile. */
  async seat(call: Call, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const page = call.kind === 'navigation';
    const wait = await this.wait(call, response, page ? PAGE_PATIENCE_MS : PATIENCE_MS);
    if (wait === 'left') return false;
    if (wait === 'awake') {
      const refusal = this.lateRefusal(call);
      if (refusal) this.turnAway(refusal, call.service.route, call.asked, request, response);
      return refusal === null;
    }
    const failure = wait === 'late' ? null : wait;
    if (!page) refuse(request, response, failure ?? starting());
    else if (failure) sendProblemPage(request, response, this.dashboard, failure);
    else sendWaitingPage(request, response, this.dashboard);
    return false;
  }

  async seatUpgrade(call: Call, socket: Duplex): Promise<boolean> {
    const wait = await this.wait(call, socket, PATIENCE_MS);
    const refusal = wait === 'awake' ? this.lateRefusal(call) : null;
    if (wait === 'awake' && !refusal) return true;
    if (refusal) sendRawProblem(socket, refusal);
    else if (wait !== 'left') sendRawProblem(socket, wait === 'late' || wait === 'awake' ? starting() : wait);
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

  /** A session may have ended while its visitor waited. */
  private lateRefusal({ service, asked, kind }: Call): AppError | null {
    return this.judge(service.route, asked, kind).refusal;
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
