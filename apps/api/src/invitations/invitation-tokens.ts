import { Injectable } from '@nestjs/common';
import { derivedKey } from '../signing/derived-key.js';
import { sign } from '../signing/signed-text.js';
import { SigningKey } from '../signing/signing-key.js';

/** Tokens of 256 bits, derived from the id of the mail: each attempt to send it makes the same one, and none is stored. */
@Injectable()
export class InvitationTokens {
  private readonly key: Buffer;

  constructor({ secret }: SigningKey) {
    this.key = derivedKey(secret, 'invitation');
  }

  of(mailId: string): string {
    return sign(this.key, mailId);
  }
}
