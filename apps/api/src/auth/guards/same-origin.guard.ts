import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import { bearerToken } from '../../http/bearer-token.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends our cookies also with requests that foreign pages start, so a request that changes something must come
 * from our own page. That includes logging in: a foreign page must not log its reader in as another user. A browser does
 * not send a Bearer token by itself, and programs other than browsers send neither header.
 */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (safeMethods.has(request.method) || bearerToken(request) !== null) return true;
    if (this.isOwnSite(request) && this.isOwnOrigin(request)) return true;
    throw new AppError('foreign_origin');
  }

  private isOwnSite({ headers }: FastifyRequest): boolean {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }

  /** The public address, or the host that this request was sent to. */
  private isOwnOrigin({ headers, host }: FastifyRequest): boolean {
    const { origin } = headers;
    if (origin === undefined || origin === this.settings.publicUrl) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }
}
