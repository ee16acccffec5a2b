import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { pages } from '@spawner/contracts';
import { AccessPolicy } from '../../access/access-policy.js';
import { type Brake, Brakes } from '../../auth/brakes.js';
import { PASS_SECONDS, VISIT_SECONDS } from '../../auth/sessions/lifetimes.js';
import { Settings } from '../../config/settings.js';
import { type ContainerRef, serviceName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { cookieValues, guestCookieName, ownCookie, passCookieName } from '../../http/cookies.js';
import { Passes } from '../../signing/passes.js';
import { EVERY_SERVICE } from '../../signing/signed-passes.js';
import type { Visitor } from '../../signing/visitor.js';
import type { ServiceRequest } from '../service-request.js';
import { ServiceUrls } from '../service-urls.js';
import { redirect } from './redirect.js';

/** On the dashboard's host: `/enter?to=…&state=…` reads which user is logged in. */
const DASHBOARD_PATH = '/enter';
/** On a service's host: begins a visit, for those of whom only the database knows whether they may. */
const VISIT_PATH = '/.spawner/visit';
/** On a service's host: `/.spawner/enter?code=…&to=…` exchanges the dashboard's code for a cookie. */
const SERVICE_PATH = '/.spawner/enter';
const CODE_SECONDS = 30;
const NONCE_SECONDS = 600;
const NONCE = /^[\w-]{43}$/;

/** One use, counted in the database: each process of an installation can read every code. */
const onceFor = (code: string): Brake => ({
  key: `entry ${stateOf(code)}`,
  most: 1,
  perMs: 2000 * CODE_SECONDS,
  restMs: 2000 * CODE_SECONDS,
  then: 'one',
  code: 'entry_failed',
});

/** A page of a service. */
interface ServicePage {
  readonly segment: string;
  readonly url: URL;
}

/**
 * Signs a browser in on a service's host, which does not get the dashboard's cookies: redirects it to the dashboard,
 * which knows the user, and back with a code. A code works once, for half a minute, in the browser that started.
 */
@Injectable()
export class CrossHostSignIn {
  private readonly userCookie: string;
  private readonly guestCookie: string;
  private readonly nonceCookie: string;

  constructor(
    { secure }: Settings,
    private readonly serviceUrls: ServiceUrls,
    private readonly accessPolicy: AccessPolicy,
    private readonly passes: Passes,
    private readonly brakes: Brakes,
  ) {
    this.userCookie = passCookieName(secure);
    this.guestCookie = guestCookieName(secure);
    this.nonceCookie = `${secure ? '__Host-' : ''}spawner_entry`;
  }

  /** Not where services share the dashboard's origin, and so its cookies. */
  get isNeeded(): boolean {
    return this.serviceUrls.routing !== 'path';
  }

  /** Sends a browser without a login to the login page, and from there back. */
  begin(segment: string, request: ServiceRequest, dashboard: string, response: ServerResponse): void {
    if (this.isNeeded) this.redirectWithNonce(DASHBOARD_PATH, segment, request, dashboard, response);
    else redirect(response, `${dashboard}${pages.login}?next=${encodeURIComponent(request.target)}`);
  }

  /** Where a visit to a service begins; null where services have no origin of their own. */
  visitUrlOf(service: ContainerRef): string | null {
    const { routing } = this.serviceUrls;
    return routing === 'subdomain' ? this.serviceUrls.originOf(serviceName(service)) + VISIT_PATH : null;
  }

  /** On a service's host. False leaves the request to others. */
  visitsAtService(segment: string, request: ServiceRequest, dashboard: string, response: ServerResponse): boolean {
    if (request.target !== VISIT_PATH || this.serviceUrls.routing !== 'subdomain') return false;
    this.beginVisit(segment, { ...request, target: '/' }, dashboard, response);
    return true;
  }

  /** Sends a browser to the page that announces a visit to another user's service. */
  beginVisit(segment: string, request: ServiceRequest, dashboard: string, response: ServerResponse): void {
    this.redirectWithNonce(pages.visit, segment, request, dashboard, response);
  }

  /** The segment of the service at this address, where each service has a host of its own. */
  ownHostAt(to: string): string | null {
    return this.serviceUrls.routing === 'subdomain' ? (this.pageAt(to)?.segment ?? null) : null;
  }

  /** The address that starts an announced visit, in the browser that was sent to the dashboard with this state. */
  visitEntry(visit: Visitor, to: string, state: string): string {
    const page = this.pageAt(to);
    if (!page) throw new AppError('not_found');
    return entryTo(page, this.passes.adminCode.issue(visit, `${page.segment}-${state}`, CODE_SECONDS));
  }

  /** On the dashboard's host. False leaves the request to others. */
  showAtDashboard({ url = '', headers }: IncomingMessage, response: ServerResponse): boolean {
    if (!url.startsWith(`${DASHBOARD_PATH}?`)) return false;
    const query = new URLSearchParams(url.slice(DASHBOARD_PATH.length));
    const [to, state] = [query.get('to') ?? '', query.get('state') ?? ''];
    const page = this.pageAt(to);
    if (!page || !/^[0-9a-f]{64}$/.test(state)) {
      redirect(response, pages.dashboard);
      return true;
    }
    const user = this.accessPolicy.userAtDashboard(headers);
    if (!user) {
      redirect(response, `${pages.login}?next=${encodeURIComponent(url)}`);
      return true;
    }
    const code = this.passes.userCode.issue(user, `${this.audienceOf(page.segment)}-${state}`, CODE_SECONDS);
    redirect(response, entryTo(page, code));
    return true;
  }

  /**
   * On a service's host. Null leaves the request to others.
   * @throws AppError `entry_failed`, later
   */
  enterAtService(segment: string, request: ServiceRequest, response: ServerResponse): Promise<void> | null {
    return request.target.startsWith(`${SERVICE_PATH}?`) ? this.exchangeCode(segment, request, response) : null;
  }

  private async exchangeCode(
    segment: string,
    { target, headers }: ServiceRequest,
    response: ServerResponse,
  ): Promise<void> {
    const query = new URLSearchParams(target.slice(SERVICE_PATH.length));
    const [code, to] = [query.get('code') ?? '', query.get('to') ?? ''];
    const nonce = this.nonceIn(headers);
    const cookie = nonce === null ? null : this.cookieFor(code, this.audienceOf(segment), stateOf(nonce));
    if (!cookie || !/^\/(?![/\\])/.test(to)) throw new AppError('entry_failed');
    await this.brakes.take(onceFor(code));
    redirect(response, this.serviceUrls.originOf(segment) + to, [cookie, ownCookie(this.nonceCookie, '', 0)]);
  }

  /** Removes the cookie of a guest whose share link has ended, so that the next request needs a login. */
  forgetGuest(response: ServerResponse): void {
    response.setHeader('set-cookie', ownCookie(this.guestCookie, '', 0));
  }

  private redirectWithNonce(
    page: string,
    segment: string,
    { target, headers }: ServiceRequest,
    dashboard: string,
    response: ServerResponse,
  ): void {
    const nonce = this.nonceIn(headers) ?? randomBytes(32).toString('base64url');
    const to = encodeURIComponent(this.serviceUrls.originOf(segment) + target);
    redirect(response, `${dashboard}${page}?to=${to}&state=${stateOf(nonce)}`, [
      ownCookie(this.nonceCookie, nonce, NONCE_SECONDS),
    ]);
  }

  private audienceOf(segment: string): string {
    return this.serviceUrls.routing === 'subdomain' ? segment : EVERY_SERVICE;
  }

  /** Null for a code that is not ours, has ended, or was made for another service or browser. */
  private cookieFor(code: string, audience: string, state: string): string | null {
    const { user, userCode, admin, adminCode } = this.passes;
    const visitor = userCode.read(code, `${audience}-${state}`);
    if (visitor) return ownCookie(this.userCookie, user.issue(visitor, audience, PASS_SECONDS), cookieSeconds(visitor));
    const visit = adminCode.read(code, `${audience}-${state}`);
    if (!visit) return null;
    return ownCookie(this.guestCookie, admin.issue(visit, audience, VISIT_SECONDS), VISIT_SECONDS);
  }

  /** Null for everything but a service's address exactly as we write it: this must not redirect to any other site. */
  private pageAt(to: string): ServicePage | null {
    const url = URL.canParse(to) ? new URL(to) : null;
    const found = url && this.serviceUrls.find(url.host, url.pathname);
    return found && url.origin === this.serviceUrls.originOf(found.segment) ? { segment: found.segment, url } : null;
  }

  /** An existing one is used again: another tab may be on its way to the dashboard with it. */
  private nonceIn(headers: IncomingHttpHeaders): string | null {
    return cookieValues(headers, this.nonceCookie).find((value) => NONCE.test(value)) ?? null;
  }
}

/** As that of the dashboard: on a shared computer the next person must not find it. */
function cookieSeconds({ stay }: Visitor): number | null {
  if (!stay) return PASS_SECONDS;
  return stay.ownDevice ? Math.max(1, stay.endsAt - Math.floor(Date.now() / 1000)) : null;
}

function entryTo({ url }: ServicePage, code: string): string {
  const query = new URLSearchParams({ code, to: url.pathname + url.search });
  return `${url.origin}${SERVICE_PATH}?${query.toString()}`;
}

const stateOf = (nonce: string): string => createHash('sha256').update(nonce).digest('hex');
