import { createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { derivedKey } from '../../signing/derived-key.js';
import { newShortCode } from '../../signing/short-code.js';
import { SigningKey } from '../../signing/signing-key.js';

export interface NewCard {
  /** Of the QR code. */
  readonly secret: string;
  readonly code: string;
}

/** What a card says, and what is stored of it: a stolen database alone opens no card, also not by trying all codes. */
@Injectable()
export class CardSecrets {
  private readonly secretKey: Buffer;
  private readonly codeKey: Buffer;

  constructor({ secret }: SigningKey) {
    this.secretKey = derivedKey(secret, 'login card');
    this.codeKey = derivedKey(secret, 'login card code');
  }

  make(): NewCard {
    return { secret: randomBytes(16).toString('base64url'), code: newShortCode() };
  }

  macOfSecret(secret: string): Buffer {
    return createHmac('sha256', this.secretKey).update(secret).digest();
  }

  /** With the code of the class: the same code in another class is another card. */
  macOfCode(classCode: string, code: string): Buffer {
    return createHmac('sha256', this.codeKey).update(`${classCode}.${code}`).digest();
  }
}
