import type { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import { type AccessPolicy, type AccessResult, refused } from '../../access/access-policy.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { respond } from '../../errors/respond.js';
import { kindOf, type RequestKind } from '../activity/request-kind.js';
import { WebSocketActivity } from '../activity/websocket-activity.js';
import { claimsForeignScope } from '../headers/service-worker.js';
import type { MessageReader, PageMessage } from '../pages/page-messages.js';
import { sendProblemPage, sendWaitingPage } from '../pages/service-pages.js';
import type { RouteState, Wait, Waker } from '../routes/route-state.js';
import type { ServiceRequest } from '../service-request.js';
import type { ServiceUrls } from '../service-urls.js';
import type { CrossHostSignIn } from '../sign-in/cross-host-sign-in.js';
import { OpenResponses } from './open-responses.js';
import { lacksSlash, redirectToSlash } from './page-base.js';

/** A service that is awake within this time needs no waiting page. */
const PAGE_WAIT_MS = 400;
/** Shorter than the 30 s after which Traefik gives up its authorisation call, and many clients their request. */
const WAIT_MS = 25_000;
/** Requests that wait for one service at the same time. */
const MOST_WAITING = 100;

const asleep = () => new AppError('service_asleep', { retryAfterSeconds: 60 });
const starting = () => new AppError('service_starting', { retryAfterSeconds: 2 });

/** A request for a service with the decision on it. */
export interface AdmittedRequest extends AccessResult {
  readonly service: RouteState;
  readonly request: ServiceRequest;
  readonly kind: RequestKind;
  /** Whether it counts as use of the service. */
  readonly counts: boolean;
}

/**
 * Decides over every request for a service, whichever gateway carries it: whether it may enter, whether it counts as use,
 * and whether it waits for a service that rests.
 */
export class RequestAdmission {
  private readonly logger = new Logger(RequestAdmission.name);
  private readonly openResponses = new OpenResponses();
  private waker: Waker | null = null;
  private readMessages: MessageReader | null = null;

  /** @param dashboard origin of the login page; empty where it is the service's own */
  constructor(
    private readonly accessPolicy: AccessPolicy,
    private readonly serviceUrls: ServiceUrls,
    private readonly signIn: CrossHostSignIn,
    private readonly dashboard: string,
  ) {}

  wakeWith(waker: Waker): void {
    this.waker = waker;
  }

  showMessages(reader: MessageReader): void {
    this.readMessages = reader;
  }

  /** A refused request neither counts as use nor wakes the service. */
  admit(service: RouteState, request: ServiceRequest): AdmittedRequest {
    const kind = kindOf(request.method, request.path, request.headers);
    const access = this.authorize(service.route, request, kind);
    const counts = access.refusal === null && !lacksSlash(request) && service.activity.counts(kind, request.path);
    return { ...access, service, request, kind, counts };
  }

  /** Also for a service that is not in the route table. */
  authorize(
    route: ContainerRef,
    request: ServiceRequest,
    kind = kindOf(request.method, request.path, request.headers),
  ): AccessResult {
    if (claimsForeignScope(request)) return refused(new AppError('forbidden'));
    const { headers, host } = request;
    return this.accessPolicy.authorize(route, { headers, host, navigation: kind === 'navigation' });
  }

  /** A navigation gets the login page or a page with the reason, every other request the problem as JSON. */
  refuse(refusal: AppError, route: ContainerRef, request: ServiceRequest, response: ServerResponse): void {
    if (refusal.code === 'share_ended') this.signIn.forgetGuest(response);
    if (kindOf(request.method, request.path, request.headers) !== 'navigation') {
      respond(refusal, response);
      return;
    }
    switch (refusal.code) {
      case 'not_logged_in':
        this.signIn.begin(serviceName(route), request, this.dashboard, response);
        break;
      case 'visit_unannounced':
        this.signIn.beginVisit(serviceName(route), request, this.dashboard, response);
        break;
      default:
        sendProblemPage(refusal, response, this.dashboard);
    }
  }

  /** Redirects an admitted request for `/ann-dev` to `/ann-dev/`. False for every other request. */
  redirects(route: ContainerRef, request: ServiceRequest, response: ServerResponse): boolean {
    if (!lacksSlash(request)) return false;
    redirectToSlash(request, this.dashboard && this.serviceUrls.originOf(serviceName(route)), response);
    return true;
  }

  /** From now on the end of its session cuts this response or socket. */
  track({ sessionId }: AdmittedRequest, line: ServerResponse | Duplex): void {
    if (sessionId) this.openResponses.add(sessionId, line);
  }

  closeResponsesOf(sessionId: string): void {
    this.openResponses.closeAllOf(sessionId);
  }

  /** True once the service serves; else the request was answered here, or its sender has left. Its body stays unread. */
  async waitForWake(admitted: AdmittedRequest, response: ServerResponse): Promise<boolean> {
    const page = admitted.kind === 'navigation';
    const wait = await this.wait(admitted, response, page ? PAGE_WAIT_MS : WAIT_MS);
    switch (wait.kind) {
      case 'left':
        return false;
      case 'awake': {
        const refusal = this.authorizeAgain(admitted);
        if (refusal) this.refuse(refusal, admitted.service.route, admitted.request, response);
        return refusal === null;
      }
      case 'late':
        if (page) sendWaitingPage(response, this.dashboard, await this.messagesFor(admitted));
        else respond(starting(), response);
        return false;
      case 'failed':
        if (page) sendProblemPage(wait.error, response, this.dashboard, await this.messagesFor(admitted));
        else respond(wait.error, response);
        return false;
    }
  }

  async waitForWakeOfUpgrade(admitted: AdmittedRequest, socket: Duplex): Promise<boolean> {
    const wait = await this.wait(admitted, socket, WAIT_MS);
    const refusal = wait.kind === 'awake' ? this.authorizeAgain(admitted) : null;
    if (refusal) respond(refusal, socket);
    else if (wait.kind === 'late') respond(starting(), socket);
    else if (wait.kind === 'failed') respond(wait.error, socket);
    return wait.kind === 'awake' && !refusal;
  }

  /** Notes what a client sends on an open WebSocket as use, and wakes a service that was paused meanwhile. */
  listen(service: RouteState, socket: Duplex): void {
    const activity = new WebSocketActivity();
    socket.on('data', (chunk: Buffer) => {
      if (!activity.isData(chunk)) return;
      service.activity.noteUse();
      if (service.resting && this.waker && !service.recentFailure) void service.wake(this.waker);
    });
  }

  /** The page is sent in any case, so it does without them where they cannot be read. */
  private async messagesFor({ service, byOwner }: AdmittedRequest): Promise<readonly PageMessage[]> {
    if (!byOwner || !this.readMessages) return [];
    try {
      return await this.readMessages(service.route.userId);
    } catch (err) {
      this.logger.warn({ err }, 'could not read the messages for the waiting page');
      return [];
    }
  }

  /** The session may have ended during the wait. */
  private authorizeAgain({ service, request, kind }: AdmittedRequest): AppError | null {
    return this.authorize(service.route, request, kind).refusal;
  }

  /** @param line the response or socket, which closes when its client leaves */
  private async wait({ service, kind, counts }: AdmittedRequest, line: EventEmitter, ms: number): Promise<Wait> {
    if (!service.isWaking) {
      if (service.recentFailure && kind !== 'navigation') return { kind: 'failed', error: service.recentFailure };
      if (!counts) return { kind: 'failed', error: asleep() };
      if (!this.waker) return { kind: 'late' };
      void service.wake(this.waker);
    }
    return service.waitingCount < MOST_WAITING ? service.wait(ms, line) : { kind: 'late' };
  }
}
