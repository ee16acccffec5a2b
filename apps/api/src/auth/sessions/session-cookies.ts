import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { passCookieName } from '../../http/cookies.js';
import { Passes } from '../../signing/passes.js';
import { EVERY_SERVICE } from '../../signing/signed-passes.js';
import type { Stay } from '../../signing/visitor.js';
import { accessTokenLifetimes, PASS_SECONDS, REFRESH_SECONDS } from './lifetimes.js';

/** What a browser holds for its session. */
export interface BrowserTokens {
  readonly userId: number;
  readonly sessionId: string;
  /** No service opens to people who wait for approval. */
  readonly waits: boolean;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Of a login with a card. */
  readonly card: (Stay & { readonly secondsLeft: number }) | null;
}

interface CookiePlace {
  readonly name: string;
  readonly path: string;
}

/** The cookies of a browser session: out of reach of scripts; its tokens are sent to the API only. */
@Injectable()
export class SessionCookies {
  private readonly accessAt: CookiePlace;
  private readonly refreshAt: CookiePlace;
  private readonly visitAt: CookiePlace;
  private readonly secure: boolean;

  constructor(
    private readonly settings: Settings,
    private readonly passes: Passes,
  ) {
    const { secure, addresses } = settings;
    this.secure = secure;
    // Services on sibling hosts could set cookies for the whole site: browsers refuse such cookies under these names.
    const hostOnly = secure && addresses.routing !== 'path';
    const at = (name: string, path: string): CookiePlace =>
      hostOnly ? { name: `__Host-${name}`, path: '/' } : { name, path };
    this.accessAt = at('spawner_access', '/api');
    this.refreshAt = at('spawner_refresh', '/api/auth');
    this.visitAt = { name: passCookieName(secure), path: '/' };
  }

  access(request: FastifyRequest): string | null {
    return request.cookies[this.accessAt.name] ?? null;
  }

  refresh(request: FastifyRequest): string | null {
    return request.cookies[this.refreshAt.name] ?? null;
  }

  /** Sets a pass for services as well: they are no part of the API and must not see its token. */
  set(reply: FastifyReply, { userId, sessionId, waits, accessToken, refreshToken, card }: BrowserTokens): void {
    const visitor = { userId, sessionId, ...(card && { stay: { endsAt: card.endsAt, ownDevice: card.ownDevice } }) };
    const pass = this.passes.user.issue(visitor, EVERY_SERVICE, PASS_SECONDS);
    // A cookie without an age ends with the browser.
    const age = (seconds: number) => {
      if (!card) return seconds;
      return card.ownDevice ? Math.min(seconds, card.secondsLeft) : null;
    };
    this.write(reply, this.accessAt, accessToken, age(accessTokenLifetimes(this.settings).browser));
    if (!waits) this.write(reply, this.visitAt, pass, age(PASS_SECONDS));
    this.write(reply, this.refreshAt, refreshToken, age(REFRESH_SECONDS));
  }

  clear(reply: FastifyReply): void {
    const { secure } = this;
    for (const { name, path } of [this.accessAt, this.refreshAt, this.visitAt])
      reply.clearCookie(name, { path, secure });
  }

  private write(reply: FastifyReply, { name, path }: CookiePlace, token: string, maxAge: number | null): void {
    const { secure } = this;
    reply.setCookie(name, token, { path, ...(maxAge !== null && { maxAge }), httpOnly: true, sameSite: 'lax', secure });
  }
}
