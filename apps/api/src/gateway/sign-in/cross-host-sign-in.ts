import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pages } from '@spawner/contracts';
import { AppError } from '../../errors/app-error.js';
import { cookieValues, guestCookieName, ownCookie, passCookieName } from '../../http/cookies.js';
import { EVERY_SERVICE, type SignedPasses } from '../../signing/signed-passes.js';
import type { Visitor } from '../../signing/visitor.js';
import type { ServiceRequest } from '../requests/service-request.js';
import type { ServiceUrls } from '../service-urls.js';
import { redirect } from './redirect.js';

/** On the dashboard's host: shows who somebody is. */
const SHOW_PATH = '/enter';
/** On every service's host: what the dashboard said is traded for a cookie there. */
const ENTER_PATH = '/.spawner/enter';
const CODE_SECONDS = 30;
const NONCE = /^[\w-]{43}$/;

export interface CrossHostSignInOptions {
  readonly addresses: ServiceUrls;
  readonly passes: SignedPasses;
  /** Signed with another key: a code is no pass, nor the other way round. */
  readonly codes: SignedPasses;
  /** The same for admins who visit what is not theirs. */
  readonly admins: { readonly passes: SignedPasses; readonly codes: SignedPasses; readonly passSeconds: number };
  readonly secure: boolean;
  readonly passSeconds: number;
  visitorOf(headers: IncomingHttpHeaders): Visitor | null;
}

/** A page of a service. */
interface Place {
  readonly segment: string;
  readonly url: URL;
}

/**
 * Carries a visit from the dashboard's host to a service's: over the dashboard, which alone knows who is logged in, and
 * back with a code that is good once, for half a minute, and in the browser that set out with it.
 */
export class CrossHostSignIn {
  private readonly used = new Map<string, number>();

  constructor(private readonly options: CrossHostSignInOptions) {}

  get isNeeded(): boolean {
    return this.options.addresses.routing !== 'path';
  }

  /** For what a pass on the host of this service is good. */
  audienceOf(segment: string): string {
    return this.options.addresses.routing === 'subdomain' ? segment : EVERY_SERVICE;
  }

  /** Sends somebody who is not known at a service's host to the dashboard. */
  begin(segment: string, asked: ServiceRequest, dashboard: string, response: ServerResponse): void {
    this.sendTo(SHOW_PATH, segment, asked, dashboard, response);
  }

  /** Sends an admin to the page on which they announce that they open somebody else's service. */
  beginVisit(segment: string, asked: ServiceRequest, dashboard: string, response: ServerResponse): void {
    this.sendTo(pages.visit, segment, asked, dashboard, response);
  }

  /** Which service is at this address, where each has a host of its own. */
  ownHostAt(to: string): string | null {
    return this.options.addresses.routing === 'subdomain' ? (this.placeOf(to)?.segment ?? null) : null;
  }

  /** By which the admin who set out with this state visits the service at this address. */
  visitEntry(visit: Visitor, to: string, state: string): string {
    const place = this.placeOf(to);
    if (!place) throw new AppError('not_found');
    return this.entryAt(place, this.options.admins.codes.issue(visit, `${place.segment}-${state}`, CODE_SECONDS));
  }

  private sendTo(
    page: string,
    segment: string,
    { target, headers }: ServiceRequest,
    dashboard: string,
    response: ServerResponse,
  ): void {
    const nonce = this.nonceIn(headers) ?? randomBytes(32).toString('base64url');
    const to = encodeURIComponent(this.options.addresses.originOf(segment) + target);
    redirect(response, `${dashboard}${page}?to=${to}&state=${stateOf(nonce)}`, [
      ownCookie(this.nonceCookie, nonce, 600),
    ]);
  }

  /** On the dashboard's host. False leaves the request to others. */
  showAtDashboard({ url = '', headers }: IncomingMessage, response: ServerResponse): boolean {
    if (!url.startsWith(`${SHOW_PATH}?`)) return false;
    const query = new URLSearchParams(url.slice(SHOW_PATH.length));
    const [to, state] = [query.get('to') ?? '', query.get('state') ?? ''];
    const place = this.placeOf(to);
    if (!place || !/^[0-9a-f]{64}$/.test(state)) {
      redirect(response, pages.dashboard);
      return true;
    }
    const visitor = this.options.visitorOf(headers);
    if (!visitor) {
      redirect(response, `${pages.login}?next=${encodeURIComponent(url)}`);
      return true;
    }
    const code = this.options.codes.issue(visitor, `${this.audienceOf(place.segment)}-${state}`, CODE_SECONDS);
    redirect(response, this.entryAt(place, code));
    return true;
  }

  /**
   * On a service's host. False leaves the request to others.
   * @throws AppError `entry_failed`
   */
  enterAtService(segment: string, { target, headers }: ServiceRequest, response: ServerResponse): boolean {
    if (!target.startsWith(`${ENTER_PATH}?`)) return false;
    const query = new URLSearchParams(target.slice(ENTER_PATH.length));
    const [code, to] = [query.get('code') ?? '', query.get('to') ?? ''];
    const audience = this.audienceOf(segment);
    const nonce = this.nonceIn(headers);
    const pass = nonce === null ? null : this.passFor(code, audience, stateOf(nonce));
    if (!pass || !/^\/(?![/\\])/.test(to) || !this.isFirst(code)) throw new AppError('entry_failed');
    redirect(response, this.options.addresses.originOf(segment) + to, [pass, ownCookie(this.nonceCookie, '', 0)]);
    return true;
  }

  /** As a cookie. */
  private passFor(code: string, audience: string, state: string): string | null {
    const { passes, codes, passSeconds, admins, secure } = this.options;
    const visitor = codes.read(code, `${audience}-${state}`);
    if (visitor) return ownCookie(passCookieName(secure), passes.issue(visitor, audience, passSeconds), passSeconds);
    const visit = admins.codes.read(code, `${audience}-${state}`);
    const pass = visit && admins.passes.issue(visit, audience, admins.passSeconds);
    return pass && ownCookie(guestCookieName(secure), pass, admins.passSeconds);
  }

  /** Only a service's address, exactly as we write it: this must not send people anywhere else. */
  private placeOf(to: string): Place | null {
    const { addresses } = this.options;
    const url = URL.canParse(to) ? new URL(to) : null;
    const found = url && addresses.find(url.host, url.pathname);
    return found && url.origin === addresses.originOf(found.segment) ? { segment: found.segment, url } : null;
  }

  private entryAt({ url }: Place, code: string): string {
    const query = new URLSearchParams({ code, to: url.pathname + url.search });
    return `${url.origin}${ENTER_PATH}?${query.toString()}`;
  }

  private isFirst(code: string): boolean {
    const now = Date.now();
    for (const [old, at] of this.used) {
      if (at > now - 2000 * CODE_SECONDS) break;
      this.used.delete(old);
    }
    if (this.used.has(code)) return false;
    this.used.set(code, now);
    return true;
  }

  /** One that is on its way already is kept: another tab may have set out with it. */
  private nonceIn(headers: IncomingHttpHeaders): string | null {
    return cookieValues(headers, this.nonceCookie).find((value) => NONCE.test(value)) ?? null;
  }

  private get nonceCookie(): string {
    return `${this.options.secure ? '__Host-' : ''}spawner_entry`;
  }
}

const stateOf = (nonce: string): string => createHash('sha256').update(nonce).digest('hex');
