import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { passCookieName } from '../../http/cookies.js';
import { Passes } from '../../signing/passes.js';
import { EVERY_SERVICE } from '../../signing/signed-passes.js';
import { principalOf, type SignedClaims } from './access-tokens.service.js';
import { accessTokenLifetimes, PASS_SECONDS, REFRESH_SECONDS } from './lifetimes.js';

interface Place {
  readonly name: string;
  readonly path: string;
}

/** The browser's tokens: out of reach of every script, and sent to the API only. */
@Injectable()
export class SessionCookies {
  private readonly accessAt: Place;
  private readonly refreshAt: Place;
  private readonly visitAt: Place;
  private readonly secure: boolean;

  constructor(
    private readonly settings: Settings,
    private readonly passes: Passes,
    private readonly jwt: JwtService,
  ) {
    const { secure, addresses } = settings;
    this.secure = secure;
    // Services on hosts beside this one could set cookies for the whole site: under these names browsers refuse them.
    const hostOnly = secure && addresses.routing !== 'path';
    const at = (name: string, path: string): Place =>
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

  /** With the pass that opens services: they are no part of the API and never see its token. */
  setAccess(reply: FastifyReply, token: string): void {
    this.set(reply, this.accessAt, token, accessTokenLifetimes(this.settings).browser);
    const visitor = principalOf(this.jwt.decode<SignedClaims>(token));
    this.set(reply, this.visitAt, this.passes.user.issue(visitor, EVERY_SERVICE, PASS_SECONDS), PASS_SECONDS);
  }

  setRefresh(reply: FastifyReply, token: string): void {
    this.set(reply, this.refreshAt, token, REFRESH_SECONDS);
  }

  clear(reply: FastifyReply): void {
    const { secure } = this;
    for (const { name, path } of [this.accessAt, this.refreshAt, this.visitAt])
      reply.clearCookie(name, { path, secure });
  }

  private set(reply: FastifyReply, { name, path }: Place, token: string, maxAge: number): void {
    reply.setCookie(name, token, { path, maxAge, httpOnly: true, sameSite: 'lax', secure: this.secure });
  }
}
