import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../../errors/app-error.js';
import { bearerToken } from '../../http/bearer-token.js';
import { clientAddress } from '../../http/client-address.js';
import { OptionalLogin } from '../../http/optional-login.decorator.js';
import type { AuthenticatedRequest, Principal } from '../../http/principal.js';
import { Public } from '../../http/public.decorator.js';
import { RateLimit } from '../../http/rate-limit.js';
import { neededScope } from '../api-tokens/needed-scope.js';
import { isApiToken, TokenBearers } from '../api-tokens/token-bearers.js';
import { AccessTokens } from '../sessions/access-tokens.js';
import { RevokedSessions } from '../sessions/revoked-sessions.js';
import { SessionCookies } from '../sessions/session-cookies.js';

/** Every route that is not `@Public()` needs an access token, or a personal API token with the scope of the route. */
@Injectable()
export class JwtGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedSessions,
    private readonly bearers: TokenBearers,
    private readonly limits: RateLimit,
    private readonly cookies: SessionCookies,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const route = [context.getHandler(), context.getClass()];
    const open =
      this.reflector.getAllAndOverride(Public, route) ||
      (this.reflector.getAllAndOverride(OptionalLogin, route) && !this.carriesToken(request));
    if (open) {
      this.limits.anonymous(request);
      return true;
    }
    try {
      request.user = await this.identify(request);
    } catch (error) {
      this.limits.anonymous(request);
      throw error;
    }
    this.limits.user(request.user.userId, request);
    return true;
  }

  private carriesToken(request: AuthenticatedRequest): boolean {
    return (bearerToken(request) ?? this.cookies.access(request) ?? this.cookies.refresh(request)) !== null;
  }

  private async identify(request: AuthenticatedRequest): Promise<Principal> {
    const bearer = bearerToken(request);
    if (bearer !== null && isApiToken(bearer)) {
      return this.bearers.authenticate(bearer, neededScope(request), clientAddress(request));
    }
    const token = bearer ?? this.cookies.access(request);
    const principal = token === null ? null : this.tokens.read(token);
    if (!principal || this.revoked.has(principal.sessionId)) throw new AppError('not_logged_in');
    return principal;
  }
}
