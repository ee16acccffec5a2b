import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { bearerToken } from '../../http/bearer-token.js';
import type { Principal } from '../../http/principal.js';
import { SigningKey } from '../../signing/signing-key.js';
import { principalOf, type SignedClaims, tokenRules } from '../sessions/access-tokens.js';
import { RevokedSessions } from '../sessions/revoked-sessions.js';
import { SessionCookies } from '../sessions/session-cookies.js';

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    key: SigningKey,
    private readonly revoked: RevokedSessions,
    cookies: SessionCookies,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromExtractors([bearerToken, (request: FastifyRequest) => cookies.access(request)]),
      // The library hands it on to jsonwebtoken, which takes a key object; only the library's own type does not say so.
      secretOrKey: key.secret as unknown as Buffer,
      algorithms: [tokenRules.algorithm],
      issuer: tokenRules.issuer,
      audience: tokenRules.audience,
    });
  }

  validate(claims: SignedClaims): Principal | false {
    return !this.revoked.has(claims.sid) && principalOf(claims);
  }
}
