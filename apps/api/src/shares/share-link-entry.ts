import type { ServerResponse } from 'node:http';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { isSentByForeignPage } from '../access/foreign-page.js';
import { PASS_SECONDS } from '../auth/sessions/lifetimes.js';
import { Settings } from '../config/settings.js';
import { serviceName } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { logCause, toAppError } from '../errors/problem.js';
import { respond } from '../errors/respond.js';
import { Gateway, type ServiceHostEntry } from '../gateway/gateway.js';
import type { ServiceRequest } from '../gateway/service-request.js';
import { ServiceUrls } from '../gateway/service-urls.js';
import { redirect } from '../gateway/sign-in/redirect.js';
import { guestCookieName, ownCookie } from '../http/cookies.js';
import { Passes } from '../signing/passes.js';
import { ShareLinks } from './share-links.service.js';
import { SECRET_HEADER, sendSharePage } from './share-page.js';

/** `https://ann-dev.apps.example.org/.spawner/share#{secret}`: a fragment, which no server and no log ever sees. */
export const SHARE_PATH = '/.spawner/share';
const SECRET = /^[\w-]{43}$/;

/**
 * Opens a service for guests who have a share link. The page at its address sends us the secret and gets a cookie that is
 * valid for this service, and no longer than the link.
 */
@Injectable()
export class ShareLinkEntry implements ServiceHostEntry, OnModuleInit {
  private readonly logger = new Logger(ShareLinkEntry.name);
  private readonly cookieName: string;

  constructor(
    { secure }: Settings,
    private readonly gateway: Gateway,
    private readonly serviceUrls: ServiceUrls,
    private readonly links: ShareLinks,
    private readonly passes: Passes,
  ) {
    this.cookieName = guestCookieName(secure);
  }

  onModuleInit(): void {
    this.gateway.addEntry(this);
  }

  takes(segment: string, request: ServiceRequest, response: ServerResponse): boolean {
    if (this.serviceUrls.routing !== 'subdomain' || request.target.replace(/\?.*/s, '') !== SHARE_PATH) return false;
    if (request.method === 'POST') void this.enter(segment, request, response);
    else sendSharePage(response, this.serviceUrls.dashboard);
    return true;
  }

  private async enter(segment: string, { headers, host }: ServiceRequest, response: ServerResponse): Promise<void> {
    try {
      if (isSentByForeignPage(headers, false, [host])) throw new AppError('foreign_origin');
      const secret = headers[SECRET_HEADER];
      const link = typeof secret === 'string' && SECRET.test(secret) ? await this.links.find(secret) : null;
      if (!link || serviceName(link.route) !== segment) throw new AppError('share_ended');
      await this.links.noteUse(link.id);
      const guest = { userId: link.route.userId, sessionId: link.id };
      const pass = this.passes.guest.issue(guest, segment, link.secondsLeft);
      // The cookie outlives the pass, so that a later request still gets the answer that the link has ended.
      const cookie = ownCookie(this.cookieName, pass, PASS_SECONDS);
      // Not 200, which would have Traefik pass the request on to the service.
      redirect(response, `${this.serviceUrls.originOf(segment)}/`, [cookie]);
    } catch (thrown) {
      const error = toAppError(thrown);
      logCause(this.logger, error);
      respond(error, response);
    }
  }
}
