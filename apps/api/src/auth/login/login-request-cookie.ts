import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { secondsToDeliver } from './magic-link-mails.js';

/** People request another mail when the first one takes long, and then click the one that arrives first. */
const REMEMBERED = 3;
const SECRETS = /^[\w-]{43}(\.[\w-]{43})*$/;

/**
 * Recognises the browser that requested a link: holds a secret for each request, newest first. Every request sets one,
 * also where no mail is sent, so the cookie does not reveal whether an account exists.
 */
@Injectable()
export class LoginRequestCookie {
  private readonly secure: boolean;
  private readonly name: string;
  private readonly maxAge: number;

  constructor(settings: Settings) {
    this.secure = settings.publicUrl.startsWith('https:');
    // Other hosts of the same site cannot set a cookie of this name.
    this.name = `${this.secure ? '__Host-' : ''}spawner_asked`;
    // A late mail is valid from when it was accepted.
    this.maxAge = secondsToDeliver(settings) + settings.auth.magicLinkSeconds;
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
