import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { derivedKey } from './derived-key.js';
import { sign, verify } from './signed-text.js';
import { SigningKey } from './signing-key.js';

/** The gateways remove it, as every X-Spawner-*, before the request reaches a container. */
export const PROBE_HEADER = 'x-spawner-probe';

/**
 * Lets our own readiness probe reach a service without a login. Each service has a pass of its own, which every process
 * of the installation can make and check.
 */
@Injectable()
export class ProbePass {
  private readonly key: Buffer;

  constructor({ secret }: SigningKey) {
    this.key = derivedKey(secret, 'probe');
  }

  /** @param segment `{slug}-{type}` */
  of(segment: string): string {
    return sign(this.key, segment);
  }

  isShown(segment: string, headers: IncomingHttpHeaders): boolean {
    const given = headers[PROBE_HEADER];
    return typeof given === 'string' && verify(this.key, segment, given);
  }
}
