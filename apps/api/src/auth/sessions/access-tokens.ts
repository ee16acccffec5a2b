import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { BoundedCache } from '../../background/bounded-cache.js';
import type { Principal } from '../../http/principal.js';
import type { User } from '../../users/user.entity.js';

/** The claims of an access token, beside the registered ones that the libraries check. */
interface AccessClaims {
  readonly sub: string;
  readonly sid: string;
  readonly slug: string;
  /** Null for accounts of a class. */
  readonly email: string | null;
  /** Only of accounts of a class. */
  readonly class?: number;
  /** Only of people who are not approved. */
  readonly waits?: true;
}

/** Pinned when signing and when checking, so that a token made for something else never passes here. */
const tokenRules = { algorithm: 'HS256', issuer: 'spawner', audience: 'spawner' } as const;

/** With the claim that the library adds when it signs. */
type SignedClaims = AccessClaims & { readonly exp: number };

const principalOf = (claims: SignedClaims): Principal => ({
  userId: Number(claims.sub),
  slug: claims.slug,
  classId: claims.class ?? null,
  login: 'session',
  sessionId: claims.sid,
  waits: claims.waits === true,
  expiresAt: claims.exp,
});

/** More than the users at the same time; beyond it, tokens are verified again more often. */
const REMEMBERED = 2000;

/**
 * Signed and checked without a query. A token does not show whether its session still exists: the reader also has to check
 * RevokedSessions.
 */
@Injectable()
export class AccessTokens {
  private readonly known = new BoundedCache<Principal>(REMEMBERED);

  constructor(private readonly jwt: JwtService) {}

  issue(user: User, sessionId: string, seconds: number): Promise<string> {
    const waits = user.approval !== 'granted';
    const claims: AccessClaims = {
      sub: String(user.id),
      sid: sessionId,
      slug: user.slug,
      email: user.email,
      ...(user.classId !== null && { class: user.classId }),
      ...(waits && { waits }),
    };
    return this.jwt.signAsync(claims, { ...tokenRules, expiresIn: seconds });
  }

  /** Null where the token was not issued here or has expired. */
  read(token: string): Principal | null {
    const principal = this.known.of(token, (unknown) => this.check(unknown));
    // By the machine's clock, as the library that signs them.
    return principal && principal.expiresAt * 1000 > Date.now() ? principal : null;
  }

  private check(token: string): Principal | null {
    const { algorithm, issuer, audience } = tokenRules;
    try {
      return principalOf(this.jwt.verify<SignedClaims>(token, { algorithms: [algorithm], issuer, audience }));
    } catch {
      return null;
    }
  }
}
