import { randomUUID } from 'node:crypto';
import { AccessPolicy } from '../../src/access/access-policy.js';
import type { Routing, TemplateAccess } from '../../src/access/decide.js';
import type { Brakes } from '../../src/auth/brakes.js';
import type { AccessTokens } from '../../src/auth/sessions/access-tokens.js';
import type { RevokedSessions } from '../../src/auth/sessions/revoked-sessions.js';
import { Clock } from '../../src/background/clock.js';
import { Settings } from '../../src/config/settings.js';
import { AppError } from '../../src/errors/app-error.js';
import type { Gateway } from '../../src/gateway/gateway.js';
import { ServiceUrls } from '../../src/gateway/service-urls.js';
import { CrossHostSignIn } from '../../src/gateway/sign-in/cross-host-sign-in.js';
import { ShareLinkEntry } from '../../src/shares/share-link-entry.js';
import type { LiveShareLink, ShareLinks } from '../../src/shares/share-links.service.js';
import { Passes } from '../../src/signing/passes.js';
import { EVERY_SERVICE } from '../../src/signing/signed-passes.js';
import { SigningKey } from '../../src/signing/signing-key.js';
import type { Stay, Visitor } from '../../src/signing/visitor.js';
import type { TemplateCatalogue } from '../../src/templates/template-catalogue.js';
import type { Admins } from '../../src/users/admins.js';

export interface TestAccessOptions {
  readonly policy?: Partial<TemplateAccess>;
  readonly routing?: Routing;
}

/** An access policy with one rule for all services, and logins without a database. */
export class TestAccess {
  readonly signingKey = new SigningKey(randomUUID());
  readonly gatekeeper: AccessPolicy;
  readonly addresses: ServiceUrls;
  readonly handover: CrossHostSignIn;
  /** Share links by their secrets. */
  readonly links = new Map<string, LiveShareLink>();
  policy: TemplateAccess;
  readonly admins = new Set<number>();
  private readonly settings: Settings;
  private readonly passes = new Passes(this.signingKey, new Clock());
  private readonly tokens = new Map<string, Visitor>();
  private readonly revoked = new Set<string>();
  private readonly tried = new Set<string>();
  /** Each key once. */
  private readonly brakes: Pick<Brakes, 'take'> = {
    take: ({ key, code }) => {
      if (this.tried.has(key)) return Promise.reject(new AppError(code));
      this.tried.add(key);
      return Promise.resolve();
    },
  };
  private readonly sessions = new Map<number, string>();

  constructor({ policy = {}, routing = 'path' }: TestAccessOptions = {}) {
    this.policy = { access: 'private', trusted: false, ...policy };
    const hosts = { SERVICES_HOST: 'apps.test', APPS_DOMAIN: 'apps.test' };
    this.settings = Settings.from({ ROUTING: routing, PUBLIC_URL: 'http://spawner.test', ...hosts }, '/');
    this.addresses = new ServiceUrls(this.settings.addresses);
    this.gatekeeper = new AccessPolicy(
      this.settings,
      { policyOf: (): TemplateAccess => this.policy } as unknown as TemplateCatalogue,
      this.passes,
      { read: (token) => this.tokens.get(token) ?? null } as AccessTokens,
      { has: (sessionId) => this.revoked.has(sessionId) } as RevokedSessions,
      { has: (userId) => this.admins.has(userId) } as Admins,
    );
    this.handover = new CrossHostSignIn(
      this.settings,
      this.addresses,
      this.gatekeeper,
      this.passes,
      this.brakes as Brakes,
    );
  }

  /** Registers the share links of this object with the gateway. */
  shareThrough(gateway: Gateway): void {
    const links: Pick<ShareLinks, 'find' | 'noteUse'> = {
      find: (secret) => Promise.resolve(this.links.get(secret) ?? null),
      noteUse: () => Promise.resolve(),
    };
    new ShareLinkEntry(this.settings, gateway, this.addresses, links as ShareLinks, this.passes).onModuleInit();
  }

  /** The session that cookies of the user belong to. */
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
  cookieOf(userId: number, seconds = 60, audience = EVERY_SERVICE, stay: Stay | null = null): string {
    const visitor = { userId, sessionId: this.sessionOf(userId), ...(stay && { stay }) };
    return `spawner_visit=${this.passes.user.issue(visitor, audience, seconds)}`;
  }

  /** The cookie of a guest who has opened a share link. */
  guestCookieOf(ownerId: number, linkId: string, audience: string, seconds = 60): string {
    return `spawner_guest=${this.passes.guest.issue({ userId: ownerId, sessionId: linkId }, audience, seconds)}`;
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
