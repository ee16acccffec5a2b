import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { derivedKey } from './derived-key.js';

/** Taken off, as every X-Spawner-* is, before the request reaches a container. */
export const PROBE_HEADER = 'x-spawner-probe';

/**
 * By which our own probe passes a service's door. Every process of the installation signs in the same way, each service
 * has a pass of its own, and nobody else can make one.
 */
export class ProbePass {
  private readonly key: Buffer;

  constructor(secret: Buffer) {
    this.key = derivedKey(secret, 'probe');
  }

  /** @param segment `{slug}-{type}` */
  of(segment: string): string {
    return createHmac('sha256', this.key).update(segment).digest('base64url');
  }

  isShown(segment: string, headers: IncomingHttpHeaders): boolean {
    const given = headers[PROBE_HEADER];
    if (typeof given !== 'string') return false;
    const [shown, right] = [Buffer.from(given), Buffer.from(this.of(segment))];
    return shown.length === right.length && timingSafeEqual(shown, right);
  }
}
