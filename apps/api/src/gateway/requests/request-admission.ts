import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pages } from '@spawner/contracts';
import type { AccessPolicy, AccessResult } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { sendRawProblem } from '../../errors/raw-problem.js';
import type { ShareLinkEntry } from '../../shares/share-link-entry.js';
import { kindOf, type RequestKind } from '../activity/request-kind.js';
import { WebSocketActivity } from '../activity/websocket-activity.js';
import type { Waker } from '../gateway.js';
import { claimsForeignScope } from '../headers/service-worker.js';
import { refuse } from '../pages/problem-response.js';
import { sendProblemPage, sendWaitingPage } from '../pages/waiting-page.js';
import type { RouteState, Wait } from '../routes/service-route.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';
import { OpenResponses } from './open-responses.js';
import type { ServiceRequest } from './service-request.js';

/** A page that is back sooner needs no waiting page. */
const PAGE_PATIENCE_MS = 400;
/** Below the half minute after which Traefik gives up its authorisation call, as many clients do their request. */
const PATIENCE_MS = 25_000;
/** Visitors of one service who wait at the same time. */
const SEATS = 100;

const asleep = () => new AppError('service_asleep', { retryAfterSeconds: 60 });
const starting = () => new AppError('service_starting', { retryAfterSeconds: 2 });

/** A request for a service, as far as it matters who asks. */
export interface AdmittedRequest extends AccessResult {
  readonly service: RouteState;
  readonly asked: ServiceRequest;
  readonly kind: RequestKind;
  readonly counts: boolean;
}

/**
 * Meets every visitor of a service, whichever gateway serves it: asks who may enter, notes the visit, and has those who
 * come while the service rests wait until it is back.
 */
export class RequestAdmission {
  private readonly guests = new OpenResponses();
  private waker: Waker | null = null;

  /** @param dashboard origin of the login page; empty where it is the service's own */
  constructor(
    private readonly gatekeeper: AccessPolicy,
    private readonly handover: CrossHostSignIn,
    private readonly shareDoor: ShareLinkEntry,
    private readonly dashboard: string,
  ) {}

  wakeWith(waker: Waker): void {
    this.waker = waker;
  }

  /** Whoever is refused has not visited, and leaves no trace. */
  admit(service: RouteState, asked: ServiceRequest): AdmittedRequest {
    const kind = kindOf(asked.method, asked.path, asked.headers);
    const judgement = this.authorize(service.route, asked, kind);
    return {
      ...judgement,
      service,
      asked,
      kind,
      counts: judgement.refusal === null && service.activity.counts(kind, asked.path),
    };
  }

  /** For a service that nothing is known of but whose it is. */
  authorize(
    route: ContainerRef,
    asked: ServiceRequest,
    kind = kindOf(asked.method, asked.path, asked.headers),
  ): AccessResult {
    if (claimsForeignScope(asked)) return { sessionId: null, refusal: new AppError('forbidden') };
    const { headers, host } = asked;
    return this.gatekeeper.authorize(route, { headers, host, navigation: kind === 'navigation' });
  }

  /** Answers somebody who may not enter: with the login page, a page that says why not, or the plain problem. */
  refuse(
    refusal: AppError,
    route: ContainerRef,
    asked: ServiceRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    // Said once: whoever is known otherwise may come in the next time, or log in.
    if (refusal.code === 'share_ended') this.shareDoor.forget(response);
    if (kindOf(asked.method, asked.path, asked.headers) !== 'navigation') refuse(request, response, refusal);
    else if (refusal.code === 'visit_unannounced')
      this.handover.beginVisit(serviceName(route), asked, this.dashboard, response);
    else if (refusal.code !== 'not_logged_in') sendProblemPage(request, response, this.dashboard, refusal);
    else if (this.handover.isNeeded) this.handover.begin(serviceName(route), asked, this.dashboard, response);
    else {
      const location = `${this.dashboard}${pages.login}?next=${encodeURIComponent(asked.target)}`;
      response.writeHead(303, { location, 'cache-control': 'no-store', 'content-length': 0 });
      response.end();
    }
  }

  /** From here on somebody sees the service, until the line is closed or their session ends. */
  track({ sessionId }: AdmittedRequest, line: ServerResponse | Duplex): void {
    if (sessionId) this.guests.add(sessionId, line);
  }

  /** Cuts whatever is still open for a session that has ended. */
  closeResponsesOf(sessionId: string): void {
    this.guests.closeAllOf(sessionId);
  }

  /** True once the service serves; else the visitor was answered here, or has left. The body stays unread meanwhile. */
  async waitForWake(call: AdmittedRequest, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const page = call.kind === 'navigation';
    const wait = await this.wait(call, response, page ? PAGE_PATIENCE_MS : PATIENCE_MS);
    if (wait === 'left') return false;
    if (wait === 'awake') {
      const refusal = this.lateRefusal(call);
      if (refusal) this.refuse(refusal, call.service.route, call.asked, request, response);
      return refusal === null;
    }
    const failure = wait === 'late' ? null : wait;
    if (!page) refuse(request, response, failure ?? starting());
    else if (failure) sendProblemPage(request, response, this.dashboard, failure);
    else sendWaitingPage(request, response, this.dashboard);
    return false;
  }

  async waitForWakeOfUpgrade(call: AdmittedRequest, socket: Duplex): Promise<boolean> {
    const wait = await this.wait(call, socket, PATIENCE_MS);
    const refusal = wait === 'awake' ? this.lateRefusal(call) : null;
    if (wait === 'awake' && !refusal) return true;
    if (refusal) sendRawProblem(socket, refusal);
    else if (wait !== 'left') sendRawProblem(socket, wait === 'late' || wait === 'awake' ? starting() : wait);
    return false;
  }

  /** Notes what a visitor says on a WebSocket that is carried already, and wakes a service that was paused under it. */
  listen(service: RouteState, socket: Duplex): void {
    const talk = new WebSocketActivity();
    socket.on('data', (chunk: Buffer) => {
      if (!talk.isData(chunk)) return;
      service.activity.noteUse();
      if (service.resting && this.waker && !service.recentFailure) void service.wake(this.waker);
    });
  }

  /** A session may have ended while its visitor waited. */
  private lateRefusal({ service, asked, kind }: AdmittedRequest): AppError | null {
    return this.authorize(service.route, asked, kind).refusal;
  }

  private async wait(
    { service, kind, counts }: AdmittedRequest,
    visitor: EventEmitter,
    patienceMs: number,
  ): Promise<Wait> {
    if (!service.isWaking) {
      if (service.recentFailure && kind !== 'navigation') return service.recentFailure;
      if (!counts) return asleep();
      if (!this.waker) return 'late';
      void service.wake(this.waker);
    }
    return service.crowd < SEATS ? service.wait(patienceMs, visitor) : 'late';
  }
}
