import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import { isAskedByForeignPage } from '../access/foreign-page.js';
import { type ContainerRef, serviceName } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { logCause, toAppError } from '../errors/problem.filter.js';
import { refuse } from '../gateway/pages/problem-response.js';
import type { ServiceRequest } from '../gateway/requests/service-request.js';
import type { ServiceUrls } from '../gateway/service-urls.js';
import { redirect } from '../gateway/sign-in/redirect.js';
import { guestCookieName, ownCookie } from '../http/cookies.js';
import type { SignedPasses } from '../signing/signed-passes.js';
import { SECRET_HEADER, sendSharePage } from './share-page.js';

/** On every service's own host. The secret stands behind it, in the fragment, which no server and no log ever sees. */
export const SHARE_PATH = '/.spawner/share';
const SECRET = /^[\w-]{43}$/;

/** A link that somebody shows, as far as it still opens anything. */
export interface ShownLink {
  readonly id: string;
  /** The one service it opens. */
  readonly route: ContainerRef;
  readonly secondsLeft: number;
}

export interface ShareLinkEntryOptions {
  readonly addresses: ServiceUrls;
  /** Signed with a key of their own: a guest's pass is nobody's session. */
  readonly passes: SignedPasses;
  readonly secure: boolean;
  /** So long a browser keeps a pass, also one that is over: the door can then say so. */
  readonly rememberSeconds: number;
  readonly entry: {
    /** Null for what is no link, or none any more. */
    find(secret: string): Promise<ShownLink | null>;
    noteUse(link: ShownLink): Promise<void>;
  };
}

/**
 * Lets in whoever comes by a link that the service's owner has shared: a page there shows us the secret, and gets a
 * cookie that is good for this service, and no longer than the link.
 */
export class ShareLinkEntry {
  private readonly logger = new Logger(ShareLinkEntry.name);

  constructor(private readonly options: ShareLinkEntryOptions) {}

  /** False leaves the request to others. */
  takes(segment: string, asked: ServiceRequest, request: IncomingMessage, response: ServerResponse): boolean {
    const { addresses } = this.options;
    if (addresses.routing !== 'subdomain' || asked.target.replace(/\?.*/s, '') !== SHARE_PATH) return false;
    if (asked.method === 'POST') void this.enter(segment, asked, request, response);
    else sendSharePage(request, response, addresses.dashboard);
    return true;
  }

  /** Has the browser forget its pass. */
  forget(response: ServerResponse): void {
    response.setHeader('set-cookie', this.cookie('', 0));
  }

  private async enter(
    segment: string,
    { headers, host }: ServiceRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      if (isAskedByForeignPage(headers, false, [host])) throw new AppError('foreign_origin');
      const { entry, passes, addresses, rememberSeconds } = this.options;
      const secret = headers[SECRET_HEADER];
      const link = typeof secret === 'string' && SECRET.test(secret) ? await entry.find(secret) : null;
      if (!link || serviceName(link.route) !== segment) throw new AppError('share_ended');
      await entry.noteUse(link);
      const guest = { userId: link.route.userId, sessionId: link.id };
      const pass = passes.issue(guest, segment, link.secondsLeft);
      // Never 200, which would have Traefik pass the request on to the service.
      redirect(response, `${addresses.originOf(segment)}/`, [this.cookie(pass, rememberSeconds)]);
    } catch (thrown) {
      const error = toAppError(thrown);
      logCause(this.logger, error);
      refuse(request, response, error);
    }
  }

  private cookie(value: string, seconds: number): string {
    return ownCookie(guestCookieName(this.options.secure), value, seconds);
  }
}
