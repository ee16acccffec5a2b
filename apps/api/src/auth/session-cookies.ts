import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../config/settings.js';
import { accessTokenLifetimes, REFRESH_SECONDS } from './lifetimes.js';

const ACCESS = { name: 'spawner_access', path: '/api' };
const REFRESH = { name: 'spawner_refresh', path: '/api/auth' };

export const accessCookie = (request: FastifyRequest): string | null => request.cookies[ACCESS.name] ?? null;
export const refreshCookie = (request: FastifyRequest): string | null => request.cookies[REFRESH.name] ?? null;

/** The browser's tokens: out of reach of every script, and sent to the API only. */
@Injectable()
export class SessionCookies {
  constructor(private readonly settings: Settings) {}

  setAccess(reply: FastifyReply, token: string): void {
    this.set(reply, ACCESS, token, accessTokenLifetimes(this.settings).browser);
  }

  setRefresh(reply: FastifyReply, token: string): void {
    this.set(reply, REFRESH, token, REFRESH_SECONDS);
  }

  clear(reply: FastifyReply): void {
    for (const { name, path } of [ACCESS, REFRESH]) reply.clearCookie(name, { path });
  }

  private set(reply: FastifyReply, { name, path }: typeof ACCESS, token: string, maxAge: number): void {
    const secure = this.settings.publicUrl.startsWith('https:');
    reply.setCookie(name, token, { path, maxAge, httpOnly: true, sameSite: 'lax', secure });
  }
}
