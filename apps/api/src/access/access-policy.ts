import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../auth/sessions/access-tokens.js';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { Settings } from '../config/settings.js';
import { type ContainerRef, serviceName } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { cookieValues, guestCookieName, passCookieName } from '../http/cookies.js';
import type { Principal } from '../http/principal.js';
import { Passes } from '../signing/passes.js';
import { EVERY_SERVICE } from '../signing/signed-passes.js';
import type { Visitor } from '../signing/visitor.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { Admins } from '../users/admins.js';
import { decide, isSandboxed, type Routing } from './decide.js';
import { isSentByForeignPage } from './foreign-page.js';

/** Carries a REST client's access token to a service: `Authorization` belongs to the application. */
export const TOKEN_HEADER = 'x-spawner-token';

/** What of a request decides whether it may enter a service. */
export interface AccessRequest {
  readonly headers: IncomingHttpHeaders;
  /** The host it was sent to. */
  readonly host: string;
  /** Whether it opens a page. */
  readonly navigation: boolean;
}

export interface AccessResult {
  /** The session, share link or announced visit whose end also ends what this request opened. Null for a public service. */
  readonly sessionId: string | null;
  /** Null lets the request in. */
  readonly refusal: AppError | null;
  /** Sent by whom the service belongs to, and not by a guest. False also where a public service did not look. */
  readonly byOwner: boolean;
}

export interface ResponsePolicy {
  /** Its users have to log in: pages of other origins must not read its answers. */
  readonly guarded: boolean;
  /** Its pages get an opaque origin, because they are public on an origin that other services share. */
  readonly sandboxed: boolean;
}

/** Decides who may open which service. Runs for every request of every service, so it makes no query. */
@Injectable()
export class AccessPolicy {
  private readonly routing: Routing;
  private readonly userCookie: string;
  private readonly guestCookie: string;
  /** The dashboard's host as browsers know it; a proxy in front of us may send requests under another. */
  private readonly publicHost: string;

  constructor(
    { addresses, secure, publicUrl }: Settings,
    private readonly catalogue: TemplateCatalogue,
    private readonly passes: Passes,
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedSessions,
    private readonly admins: Admins,
  ) {
    this.routing = addresses.routing;
    this.userCookie = passCookieName(secure);
    this.guestCookie = guestCookieName(secure);
    this.publicHost = new URL(publicUrl).host;
  }

  authorize(service: ContainerRef, request: AccessRequest): AccessResult {
    const { userId: ownerId, type } = service;
    const { routing } = this;
    const policy = this.catalogue.policyOf(type);
    const audience = routing === 'subdomain' ? serviceName(service) : EVERY_SERVICE;
    const visitor = policy.access === 'public' ? null : this.userOf(request, audience);
    const decision = decide({ policy, routing, ownerId, visitor });
    if (decision === 'open')
      return { sessionId: visitor?.sessionId ?? null, refusal: null, byOwner: visitor?.userId === ownerId };
    // Not on a shared origin: there the page could act as any user who has a cookie for that origin.
    const asGuest = routing === 'subdomain' ? this.authorizeGuest(ownerId, audience, request) : null;
    if (asGuest?.refusal === null) return asGuest;
    if (decision === 'access_denied' && request.navigation && visitor && this.admins.has(visitor.userId)) {
      const refusal = new AppError(routing === 'subdomain' ? 'visit_unannounced' : 'own_origin_needed');
      return refused(refusal);
    }
    return asGuest ?? refused(new AppError(decision));
  }

  responsePolicyOf(type: string): ResponsePolicy {
    const policy = this.catalogue.policyOf(type);
    return { guarded: policy.access !== 'public', sandboxed: isSandboxed(policy, this.routing) };
  }

  /** Who is logged in at the dashboard, whichever page linked there. */
  userAtDashboard(headers: IncomingHttpHeaders): Visitor | null {
    return this.userOf({ headers, host: this.publicHost, navigation: true }, EVERY_SERVICE);
  }

  /** Null without a guest's cookie for this service. */
  private authorizeGuest(ownerId: number, audience: string, request: AccessRequest): AccessResult | null {
    let ended: AccessResult | null = null;
    for (const pass of this.cookiesOf(request, this.guestCookie)) {
      const admin = this.unlessRevoked(this.passes.admin.read(pass, audience));
      if (admin?.userId === ownerId) return { sessionId: admin.sessionId, refusal: null, byOwner: false };
      const guest = this.passes.guest.recognise(pass, audience);
      // The same slug may belong to another user since the pass was made.
      if (guest?.visitor.userId !== ownerId) continue;
      const { sessionId } = guest.visitor;
      if (!guest.isOver && !this.revoked.has(sessionId)) return { sessionId, refusal: null, byOwner: false };
      ended = refused(new AppError('share_ended'));
    }
    return ended;
  }

  private userOf(request: AccessRequest, audience: string): Visitor | null {
    const token = request.headers[TOKEN_HEADER];
    if (typeof token === 'string') return this.unlessRevoked(this.unlessWaiting(this.tokens.read(token)));
    for (const pass of this.cookiesOf(request, this.userCookie)) {
      const user = this.unlessRevoked(this.passes.user.read(pass, audience));
      if (user) return user;
    }
    return null;
  }

  /** None where a page of another origin had the browser send them. */
  private cookiesOf({ headers, host, navigation }: AccessRequest, name: string): readonly string[] {
    if (headers.cookie === undefined) return [];
    return isSentByForeignPage(headers, navigation, [host, this.publicHost]) ? [] : cookieValues(headers, name);
  }

  /** Their browser has no pass; programs have the access token only. */
  private unlessWaiting(principal: Principal | null): Visitor | null {
    return principal?.waits ? null : principal;
  }

  private unlessRevoked(visitor: Visitor | null): Visitor | null {
    return visitor && !this.revoked.has(visitor.sessionId) ? visitor : null;
  }
}

export const refused = (refusal: AppError): AccessResult => ({ sessionId: null, refusal, byOwner: false });
