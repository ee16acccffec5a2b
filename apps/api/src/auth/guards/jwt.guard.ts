import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '../../errors/app-error.js';
import { bearerToken } from '../../http/bearer-token.js';
import { clientAddress } from '../../http/client-address.js';
import { OptionalLogin } from '../../http/optional-login.decorator.js';
import type { AuthenticatedRequest } from '../../http/principal.js';
import { Public } from '../../http/public.decorator.js';
import { RateLimit } from '../../http/rate-limit.js';
import { LastSeen } from '../../users/last-seen.js';
import { neededScope } from '../api-tokens/needed-scope.js';
import { isApiToken, TokenBearers } from '../api-tokens/token-bearers.js';
import { SessionCookies } from '../sessions/session-cookies.js';

/** Every route that is not `@Public()` needs an access token, or a personal API token with the scope of the route. */
@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly bearers: TokenBearers,
    private readonly limits: RateLimit,
    private readonly cookies: SessionCookies,
    private readonly seen: LastSeen,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
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
      await this.identify(context, request);
    } catch (error) {
      this.limits.anonymous(request);
      throw error;
    }
    this.limits.user(request.user.userId, request);
    this.seen.note(request.user.userId);
    return true;
  }

  private carriesToken(request: AuthenticatedRequest): boolean {
    return (bearerToken(request) ?? this.cookies.access(request) ?? this.cookies.refresh(request)) !== null;
  }

  private async identify(context: ExecutionContext, request: AuthenticatedRequest): Promise<void> {
    const token = bearerToken(request);
    if (token === null || !isApiToken(token)) await super.canActivate(context);
    else request.user = await this.bearers.authenticate(token, neededScope(request), clientAddress(request));
  }

  override handleRequest<User>(error: unknown, user: User | false): User {
    if (error) throw new AppError('internal_error', {}, { cause: error });
    if (!user) throw new AppError('not_logged_in');
    return user;
  }
}
