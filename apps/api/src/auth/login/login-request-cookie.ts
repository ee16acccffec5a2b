import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';

/** People ask again when a mail takes long, and then click the first that arrives. */
const REMEMBERED = 3;
const SECRETS = /^[\w-]{43}(\.[\w-]{43})*$/;

/**
 * By which the browser that asked for a link is known again: a secret for each request, the newest first. Every request
 * gets one, whether or not a mail is sent.
 */
@Injectable()
export class LoginRequestCookie {
  private readonly secure: boolean;
  private readonly name: string;
  private readonly maxAge: number;

  constructor({ publicUrl, auth }: Settings) {
    this.secure = publicUrl.startsWith('https:');
    // Under this name no other host of the same site can plant one.
    this.name = `${this.secure ? '__Host-' : ''}spawner_asked`;
    this.maxAge = auth.magicLinkSeconds;
  }

  read(request: FastifyRequest): string[] {
    const value = request.cookies[this.name] ?? '';
    return SECRETS.test(value) ? value.split('.').slice(0, REMEMBERED) : [];
  }

  remember(secret: string, request: FastifyRequest, reply: FastifyReply): void {
    const value = [secret, ...this.read(request)].slice(0, REMEMBERED).join('.');
    const { secure, maxAge } = this;
    reply.setCookie(this.name, value, { path: '/', maxAge, httpOnly: true, sameSite: 'lax', secure });
  }
}
