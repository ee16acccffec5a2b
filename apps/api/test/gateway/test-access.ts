import { randomBytes, randomUUID } from 'node:crypto';
import { AccessPolicy } from '../../src/access/access-policy.js';
import { type Routing, type TemplateAccess } from '../../src/access/decide.js';
import { Clock } from '../../src/background/clock.js';
import { ServiceUrls } from '../../src/gateway/service-urls.js';
import { CrossHostSignIn } from '../../src/gateway/sign-in/cross-host-sign-in.js';
import { guestCookieName, passCookieName } from '../../src/http/cookies.js';
import { ShareLinkEntry, type ShownLink } from '../../src/shares/share-link-entry.js';
import { EVERY_SERVICE, SignedPasses } from '../../src/signing/signed-passes.js';
import type { Visitor } from '../../src/signing/visitor.js';

export interface TestAccessOptions {
  readonly policy?: Partial<TemplateAccess>;
  readonly routing?: Routing;
}

/** A gatekeeper that knows one policy for all services, and everybody who is logged in. */
export class TestAccess {
  readonly secret = randomBytes(32);
  readonly gatekeeper: AccessPolicy;
  readonly addresses: ServiceUrls;
  readonly handover: CrossHostSignIn;
  readonly shareDoor: ShareLinkEntry;
  /** The links that were shared, by their secrets. */
  readonly links = new Map<string, ShownLink>();
  policy: TemplateAccess;
  private readonly passes = new SignedPasses(this.secret, new Clock());
  private readonly adminPasses = new SignedPasses(this.secret, new Clock(), 'admin');
  private readonly guestPasses = new SignedPasses(this.secret, new Clock(), 'guest');
  readonly admins = new Set<number>();
  private readonly tokens = new Map<string, Visitor>();
  private readonly revoked = new Set<string>();
  private readonly sessions = new Map<number, string>();

  constructor({ policy = {}, routing = 'path' }: TestAccessOptions = {}) {
    this.policy = { access: 'private', trusted: false, ...policy };
    this.addresses = new ServiceUrls({ routing, publicUrl: 'http://spawner.test', servicesHost: 'apps.test' });
    this.handover = new CrossHostSignIn({
      addresses: this.addresses,
      passes: this.passes,
      codes: new SignedPasses(this.secret, new Clock(), 'entry'),
      admins: {
        passes: this.adminPasses,
        codes: new SignedPasses(this.secret, new Clock(), 'admin-entry'),
        passSeconds: 60,
      },
      secure: false,
      passSeconds: 60,
      visitorOf: (headers) => this.gatekeeper.visitorAtDashboard(headers),
    });
    this.shareDoor = new ShareLinkEntry({
      addresses: this.addresses,
      passes: this.guestPasses,
      secure: false,
      rememberSeconds: 600,
      entry: { find: (secret) => Promise.resolve(this.links.get(secret) ?? null), noteUse: () => Promise.resolve() },
    });
    this.gatekeeper = new AccessPolicy({
      routing,
      cookieName: passCookieName(false),
      guestCookieName: guestCookieName(false),
      publicHost: 'spawner.test',
      policyOf: () => this.policy,
      visitorOfPass: (pass, audience) => this.passes.read(pass, audience),
      guestOfPass: (pass, audience) => this.guestPasses.recognise(pass, audience),
      adminOfPass: (pass, audience) => this.adminPasses.read(pass, audience),
      visitorOfToken: (token) => this.tokens.get(token) ?? null,
      isAdmin: (userId) => this.admins.has(userId),
      isRevoked: (sessionId) => this.revoked.has(sessionId),
    });
  }

  /** The session that a user's cookies are of, until it is revoked. */
  sessionOf(userId: number): string {
    const session = this.sessions.get(userId) ?? randomUUID();
    this.sessions.set(userId, session);
    return session;
  }

  /** Another login. */
  newSession(userId: number): void {
    this.sessions.delete(userId);
  }

  /** @param audience where it is good: everywhere that the dashboard's is, or on one service's own host */
  cookieOf(userId: number, seconds = 60, audience = EVERY_SERVICE): string {
    return `spawner_visit=${this.passes.issue({ userId, sessionId: this.sessionOf(userId) }, audience, seconds)}`;
  }

  /** As whoever comes by a link gets it. */
  guestCookieOf(ownerId: number, linkId: string, audience: string, seconds = 60): string {
    return `spawner_guest=${this.guestPasses.issue({ userId: ownerId, sessionId: linkId }, audience, seconds)}`;
  }

  tokenOf(userId: number): string {
    const token = randomUUID();
    this.tokens.set(token, { userId, sessionId: this.sessionOf(userId) });
    return token;
  }

  revoke(sessionId: string): void {
    this.revoked.add(sessionId);
  }
}
