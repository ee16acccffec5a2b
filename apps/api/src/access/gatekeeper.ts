import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../common/app-error.js';
import type { ServiceRoute } from '../gateway/gateway.js';
import { decide, isSandboxed, type Policy, type Routing } from './decision.js';
import { isAskedByForeignPage } from './foreign-page.js';
import { cookieValues } from './own-cookie.js';
import { TOKEN_HEADER } from './client-tokens.js';
import { EVERY_SERVICE } from './visit-passes.js';
import type { Visitor } from './visitor.js';

/** Who asks for a service, as far as it matters to its door. */
export interface Caller {
  readonly headers: IncomingHttpHeaders;
  /** Which host they asked for. */
  readonly host: string;
  /** Whether somebody opens a page. */
  readonly navigation: boolean;
}

export interface Judgement {
  /** Null also where it does not matter who it is. */
  readonly visitor: Visitor | null;
  /** Null opens the door. */
  readonly refusal: AppError | null;
}

export interface Standing {
  /** Its visitors have to show who they are: pages of other origins shall not read what they see. */
  readonly guarded: boolean;
  /** Its pages get an opaque origin, because everybody opens them on an origin that is not theirs alone. */
  readonly sandboxed: boolean;
}

/** What the gatekeeper is told; all of it from memory, because every request for a service is judged. */
export interface Knowledge {
  readonly routing: Routing;
  readonly cookieName: string;
  /** Under which the dashboard is reached, whatever host a proxy in between asks us for. */
  readonly publicHost: string;
  policyOf(type: string): Policy;
  visitorOfPass(pass: string, audience: string): Visitor | null;
  visitorOfToken(token: string): Visitor | null;
  isRevoked(sessionId: string): boolean;
}

/** Decides who may open which service. */
export class Gatekeeper {
  constructor(private readonly known: Knowledge) {}

  judge({ userId: ownerId, slug, type }: ServiceRoute, caller: Caller): Judgement {
    const { routing } = this.known;
    const policy = this.known.policyOf(type);
    const audience = routing === 'subdomain' ? `${slug}-${type}` : EVERY_SERVICE;
    const visitor = policy.access === 'public' ? null : this.visitorOf(caller, audience);
    const decision = decide({ policy, routing, ownerId, visitor });
    return { visitor, refusal: decision === 'open' ? null : new AppError(decision) };
  }

  /** How far the answers of such services are trusted. */
  standingOf(type: string): Standing {
    const policy = this.known.policyOf(type);
    return { guarded: policy.access !== 'public', sandboxed: isSandboxed(policy, this.known.routing) };
  }

  /** Who has the dashboard open, whatever page sent them there. */
  visitorAtDashboard(headers: IncomingHttpHeaders): Visitor | null {
    return this.visitorOf({ headers, host: this.known.publicHost, navigation: true }, EVERY_SERVICE);
  }

  private visitorOf({ headers, host, navigation }: Caller, audience: string): Visitor | null {
    const token = headers[TOKEN_HEADER];
    if (typeof token === 'string') return this.standing(this.known.visitorOfToken(token));
    if (headers.cookie === undefined || isAskedByForeignPage(headers, navigation, [host, this.known.publicHost]))
      return null;
    for (const pass of cookieValues(headers, this.known.cookieName)) {
      const visitor = this.standing(this.known.visitorOfPass(pass, audience));
      if (visitor) return visitor;
    }
    return null;
  }

  private standing(visitor: Visitor | null): Visitor | null {
    return visitor && !this.known.isRevoked(visitor.sessionId) ? visitor : null;
  }
}
