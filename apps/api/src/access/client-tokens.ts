import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { principalOf, type SignedClaims, tokenRules } from '../auth/sessions/access-tokens.js';
import { BoundedCache } from '../background/bounded-cache.js';
import { Clock } from '../background/clock.js';
import type { Principal } from '../http/principal.js';
import type { Visitor } from '../signing/visitor.js';

/** Carries a REST client's access token to a service: `Authorization` belongs to the application. */
export const TOKEN_HEADER = 'x-spawner-token';

const REMEMBERED = 500;

/** Access tokens of REST clients, checked without a query. */
@Injectable()
export class ClientTokens {
  private readonly known = new BoundedCache<Principal>(REMEMBERED);

  constructor(
    private readonly jwt: JwtService,
    private readonly clock: Clock,
  ) {}

  read(token: string): Visitor | null {
    const principal = this.known.of(token, (unknown) => this.check(unknown));
    return principal && principal.expiresAt * 1000 > this.clock.now().getTime() ? principal : null;
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
