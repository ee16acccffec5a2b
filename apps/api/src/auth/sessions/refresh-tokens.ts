import { Injectable } from '@nestjs/common';
import { derivedKey } from '../../signing/derived-key.js';
import { sign, verify } from '../../signing/signed-text.js';
import { SigningKey } from '../../signing/signing-key.js';

/** The how many-th token of which session. */
export interface Generation {
  readonly sessionId: string;
  readonly generation: number;
}

const FORM = /^([0-9a-f-]{36})\.(\d{1,9})\.([\w-]{43})$/;

/**
 * What renews a browser's session. Signed, so nothing of it is kept: any token that we ever gave out is known for what it
 * is, which is how a stolen one gives itself away however old, and the same generation is always the same token.
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

  /** Null where it is not ours. */
  read(token: string): Generation | null {
    const [, sessionId = '', generation = '', signature = ''] = FORM.exec(token) ?? [];
    if (!verify(this.key, `${sessionId}.${generation}`, signature)) return null;
    return { sessionId, generation: Number(generation) };
  }
}
