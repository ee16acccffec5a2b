import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/app-error.js';
import { neededScope } from './api-tokens/needed-scope.js';
import { isApiToken, TokenBearers } from './api-tokens/token-bearers.service.js';
import { bearerToken } from './bearer-token.js';
import type { Principal } from './principal.js';
import { Public } from './public.decorator.js';

/** Every route needs a login unless it says `@Public()`: an access token, or a personal API token good for the route. */
@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly bearers: TokenBearers,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride(Public, [context.getHandler(), context.getClass()])) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { user?: Principal }>();
    const token = bearerToken(request);
    if (token === null || !isApiToken(token)) return (await super.canActivate(context)) as boolean;
    request.user = await this.bearers.admit(token, neededScope(request), request.ip);
    return true;
  }

  override handleRequest<User>(error: unknown, user: User | false): User {
    if (error) throw new AppError('internal_error', {}, { cause: error });
    if (!user) throw new AppError('not_logged_in');
    return user;
  }
}
