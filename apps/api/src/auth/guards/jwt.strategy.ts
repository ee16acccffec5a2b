import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport';
import { bearerToken } from '../../http/bearer-token.js';
import type { Principal } from '../../http/principal.js';
import { AccessTokens } from '../sessions/access-tokens.js';
import { RevokedSessions } from '../sessions/revoked-sessions.js';
import { SessionCookies } from '../sessions/session-cookies.js';

/** Not passport-jwt: it verifies the signature at every request, which was a tenth of the time of the container list. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedSessions,
    private readonly cookies: SessionCookies,
  ) {
    super();
  }

  /** Passport's types know the requests of Express only. */
  override authenticate(request: unknown): void {
    const principal = this.validate(request as FastifyRequest);
    if (principal) this.success(principal);
    else this.fail();
  }

  validate(request: FastifyRequest): Principal | null {
    const token = bearerToken(request) ?? this.cookies.access(request);
    const principal = token === null ? null : this.tokens.read(token);
    return principal && !this.revoked.has(principal.sessionId) ? principal : null;
  }
}
