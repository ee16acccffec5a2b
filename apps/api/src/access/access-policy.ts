import type { IncomingHttpHeaders } from 'node:http';
import { type ContainerRef, serviceName } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { cookieValues } from '../http/cookies.js';
import { EVERY_SERVICE, type SignedPasses } from '../signing/signed-passes.js';
import type { Visitor } from '../signing/visitor.js';
import { TOKEN_HEADER } from './client-tokens.js';
import { decide, isSandboxed, type Routing, type TemplateAccess } from './decide.js';
import { isAskedByForeignPage } from './foreign-page.js';

/** Who asks for a service, as far as it matters to its door. */
export interface AccessRequest {
  readonly headers: IncomingHttpHeaders;
  /** Which host they asked for. */
  readonly host: string;
  /** Whether somebody opens a page. */
  readonly navigation: boolean;
}

export interface AccessResult {
  /** With which the visit ends: of whoever is logged in, or a share link. Null where it does not matter who comes. */
  readonly sessionId: string | null;
  /** Null opens the door. */
  readonly refusal: AppError | null;
}

export interface ResponsePolicy {
  /** Its visitors have to show who they are: pages of other origins shall not read what they see. */
  readonly guarded: boolean;
  /** Its pages get an opaque origin, because everybody opens them on an origin that is not theirs alone. */
  readonly sandboxed: boolean;
}

/** What the gatekeeper is told; all of it from memory, because every request for a service is judged. */
export interface AccessSources {
  readonly routing: Routing;
  readonly cookieName: string;
  readonly guestCookieName: string;
  /** Under which the dashboard is reached, whatever host a proxy in between asks us for. */
  readonly publicHost: string;
  policyOf(type: string): TemplateAccess;
  visitorOfPass(pass: string, audience: string): Visitor | null;
  /** The owner who let a guest in, and by which link; told of a pass that is over as well. */
  guestOfPass(pass: string, audience: string): ReturnType<SignedPasses['recognise']>;
  /** The owner whose service an admin has announced to visit, and by which visit. */
  adminOfPass(pass: string, audience: string): Visitor | null;
  visitorOfToken(token: string): Visitor | null;
  isAdmin(userId: number): boolean;
  isRevoked(sessionId: string): boolean;
}

/** Decides who may open which service. */
export class AccessPolicy {
  constructor(private readonly known: AccessSources) {}

  authorize(service: ContainerRef, caller: AccessRequest): AccessResult {
    const { userId: ownerId, type } = service;
    const { routing } = this.known;
    const policy = this.known.policyOf(type);
    const audience = routing === 'subdomain' ? serviceName(service) : EVERY_SERVICE;
    const visitor = policy.access === 'public' ? null : this.visitorOf(caller, audience);
    const decision = decide({ policy, routing, ownerId, visitor });
    if (decision === 'open') return { sessionId: visitor?.sessionId ?? null, refusal: null };
    // On an origin that is shared, the page would act there with whatever else its guest is known by.
    const asGuest = routing === 'subdomain' ? this.judgeGuest(ownerId, audience, caller) : null;
    if (asGuest?.refusal === null) return asGuest;
    if (decision === 'access_denied' && caller.navigation && visitor && this.known.isAdmin(visitor.userId)) {
      const refusal = new AppError(routing === 'subdomain' ? 'visit_unannounced' : 'own_origin_needed');
      return { sessionId: null, refusal };
    }
    return asGuest ?? { sessionId: null, refusal: new AppError(decision) };
  }

  /** How far the answers of such services are trusted. */
  responsePolicyOf(type: string): ResponsePolicy {
    const policy = this.known.policyOf(type);
    return { guarded: policy.access !== 'public', sandboxed: isSandboxed(policy, this.known.routing) };
  }

  /** Who has the dashboard open, whatever page sent them there. */
  visitorAtDashboard(headers: IncomingHttpHeaders): Visitor | null {
    return this.visitorOf({ headers, host: this.known.publicHost, navigation: true }, EVERY_SERVICE);
  }

  /** Null for whoever shows nothing of a guest's. */
  private judgeGuest(ownerId: number, audience: string, caller: AccessRequest): AccessResult | null {
    let ended: AccessResult | null = null;
    for (const pass of this.cookiesOf(caller, this.known.guestCookieName)) {
      const admin = this.standing(this.known.adminOfPass(pass, audience));
      if (admin?.userId === ownerId) return { sessionId: admin.sessionId, refusal: null };
      const guest = this.known.guestOfPass(pass, audience);
      // A name may have passed on to somebody else since.
      if (guest?.visitor.userId !== ownerId) continue;
      const { sessionId } = guest.visitor;
      if (!guest.isOver && !this.known.isRevoked(sessionId)) return { sessionId, refusal: null };
      ended = { sessionId: null, refusal: new AppError('share_ended') };
    }
    return ended;
  }

  private visitorOf(caller: AccessRequest, audience: string): Visitor | null {
    const token = caller.headers[TOKEN_HEADER];
    if (typeof token === 'string') return this.standing(this.known.visitorOfToken(token));
    for (const pass of this.cookiesOf(caller, this.known.cookieName)) {
      const visitor = this.standing(this.known.visitorOfPass(pass, audience));
      if (visitor) return visitor;
    }
    return null;
  }

  /** None where the browser was made to send them. */
  private cookiesOf({ headers, host, navigation }: AccessRequest, name: string): readonly string[] {
    if (headers.cookie === undefined) return [];
    return isAskedByForeignPage(headers, navigation, [host, this.known.publicHost]) ? [] : cookieValues(headers, name);
  }

  private standing(visitor: Visitor | null): Visitor | null {
    return visitor && !this.known.isRevoked(visitor.sessionId) ? visitor : null;
  }
}
