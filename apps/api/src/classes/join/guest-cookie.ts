import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';

const TOKEN = /^[\w-]{43}$/;

/** Recognises the browser of a guest who waits; ends with the browser. */
@Injectable()
export class GuestCookie {
  private readonly secure: boolean;
  private readonly name: string;

  constructor({ secure }: Settings) {
    this.secure = secure;
    // Other hosts of the same site cannot set a cookie of this name.
    this.name = `${secure ? '__Host-' : ''}spawner_waiting`;
  }

  read(request: FastifyRequest): string | null {
    const value = request.cookies[this.name] ?? '';
    return TOKEN.test(value) ? value : null;
  }

  set(reply: FastifyReply, token: string): void {
    reply.setCookie(this.name, token, { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure });
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(this.name, { path: '/', secure: this.secure });
  }
}
