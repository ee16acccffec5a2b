import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The dashboard's origin, for links that this visitor can open. */
    readonly dashboardOrigin: string;
  }
}

export interface Arrival {
  /** The Host header. */
  readonly host: string | undefined;
  /** This machine's end of the connection. */
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
}

/** Names by which other machines may know this one. */
export function ownNames(): string[] {
  const full = hostname().toLowerCase();
  const [short = full] = full.split('.');
  return [...new Set([full, short, `${short}.local`])];
}

/**
 * The origin by which a visitor reached this machine; null without a connection. Links made of it are mailed to other
 * people, so a Host header counts only if it is one of this machine's own names, with the port that the connection came to.
 * For every other one, the address that the connection came to is used: nobody can invent that.
 */
export function originOf({ host = '', localAddress = '', localPort }: Arrival): string | null {
  const address = localAddress.replace(/^::ffff:(?=\d+\.)/i, '');
  // A link-local IPv6 address needs a zone, which no URL can have.
  if (!localPort || address === '' || address.includes('%')) return null;
  const name = address.includes(':') ? `[${address}]` : address;
  const withPort = (own: string): string => (localPort === 80 ? own : `${own}:${String(localPort)}`);
  // Before the machine's names, which the system looks up each time.
  if (host === withPort(name)) return `http://${host}`;
  const isLoopback = address === '::1' || address.startsWith('127.');
  const own = [...ownNames(), ...(isLoopback ? ['localhost'] : [])].map(withPort);
  return `http://${own.find((each) => each === host.toLowerCase()) ?? withPort(name)}`;
}

/**
 * Whether a page of a foreign site cannot have this Host: its owner can point any DNS name at this machine ("DNS rebinding")
 * and then read what the machine answers, but an address, localhost and this machine's own names are not theirs to point.
 */
export function isOwnHost(host: string, publicUrl: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  return isAddress || isLocal || [...ownNames(), new URL(publicUrl).hostname].includes(hostname);
}

/** Gives every request `dashboardOrigin`: the address in the settings if there is one, else that of the visitor. */
export function addDashboardOrigin(fastify: FastifyInstance, { publicUrl, hasPublicUrl }: Settings): void {
  fastify.decorateRequest('dashboardOrigin', {
    getter(this: FastifyRequest): string {
      if (hasPublicUrl) return publicUrl;
      const { localAddress, localPort } = this.socket;
      return originOf({ host: this.headers.host, localAddress, localPort }) ?? publicUrl;
    },
  });
}

export const DashboardOrigin = createParamDecorator(
  (_: unknown, context: ExecutionContext): string =>
    context.switchToHttp().getRequest<FastifyRequest>().dashboardOrigin,
);
