import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { derivedKey } from '../../signing/derived-key.js';
import { sign } from '../../signing/signed-text.js';
import { SigningKey } from '../../signing/signing-key.js';

/**
 * Token and code of a magic link, derived from the id of its mail: each attempt to send the mail makes the same ones, and
 * neither is stored. The id is no secret; without the key it tells nothing of them.
 */
@Injectable()
export class LinkSecrets {
  private readonly tokenKey: Buffer;
  private readonly codeKey: Buffer;

  constructor({ secret }: SigningKey) {
    this.tokenKey = derivedKey(secret, 'magic link');
    this.codeKey = derivedKey(secret, 'login code');
  }

  tokenOf(mailId: string): string {
    return sign(this.tokenKey, mailId);
  }

  /** Six digits. Of 48 random bits, so that no code is noticeably more likely than another. */
  codeOf(mailId: string): string {
    const digest = createHmac('sha256', this.codeKey).update(mailId).digest();
    return String(digest.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
  }
}
