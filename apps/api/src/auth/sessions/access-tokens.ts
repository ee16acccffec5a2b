import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { Principal } from '../../http/principal.js';
import type { User } from '../../users/user.entity.js';

/** The claims of an access token, beside the registered ones that the libraries check. */
interface AccessClaims {
  readonly sub: string;
  readonly sid: string;
  readonly slug: string;
  readonly email: string;
}

/** Pinned when signing and when checking, so that a token made for something else never passes here. */
export const tokenRules = { algorithm: 'HS256', issuer: 'spawner', audience: 'spawner' } as const;

/** With the claim that the library adds when it signs. */
export type SignedClaims = AccessClaims & { readonly exp: number };

export const principalOf = (claims: SignedClaims): Principal => ({
  userId: Number(claims.sub),
  slug: claims.slug,
  email: claims.email,
  login: 'session',
  sessionId: claims.sid,
  expiresAt: claims.exp,
});

@Injectable()
export class AccessTokens {
  constructor(private readonly jwt: JwtService) {}

  issue(user: User, sessionId: string, seconds: number): Promise<string> {
    const claims: AccessClaims = { sub: String(user.id), sid: sessionId, slug: user.slug, email: user.email };
    return this.jwt.signAsync(claims, { ...tokenRules, expiresIn: seconds });
  }

  /** Null where the token was not issued here or has expired. */
  async read(token: string): Promise<Principal | null> {
    const { algorithm, issuer, audience } = tokenRules;
    const rules = { algorithms: [algorithm], issuer, audience };
    return this.jwt.verifyAsync<SignedClaims>(token, rules).then(principalOf, () => null);
  }
}
