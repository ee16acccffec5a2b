import { Injectable } from '@nestjs/common';
import { derivedKey } from '../../signing/derived-key.js';
import { sign, verify } from '../../signing/signed-text.js';
import { SigningKey } from '../../signing/signing-key.js';

/** Each renewal of a session begins its next generation. */
export interface Generation {
  readonly sessionId: string;
  readonly generation: number;
}

const FORM = /^([0-9a-f-]{36})\.(\d{1,9})\.([\w-]{43})$/;

/**
 * The tokens that renew the session of a browser. They are signed and not stored: a token of any age is recognised as
 * issued here, so that the use of a stolen one is detected, and a generation always has the same token.
 */
@Injectable()
export class RefreshTokens {
  private readonly key: Buffer;

  constructor({ secret }: SigningKey) {
    this.key = derivedKey(secret, 'refresh');
  }

  issue({ sessionId, generation }: Generation): string {
    const content = `${sessionId}.${String(generation)}`;
    return `${content}.${sign(this.key, content)}`;
  }

  /** Null where the token was not issued here. */
  read(token: string): Generation | null {
    const [, sessionId = '', generation = '', signature = ''] = FORM.exec(token) ?? [];
    if (!verify(this.key, `${sessionId}.${generation}`, signature)) return null;
    return { sessionId, generation: Number(generation) };
  }
}
