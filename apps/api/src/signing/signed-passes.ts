import { createHmac, timingSafeEqual } from 'node:crypto';
import { BoundedCache } from '../background/bounded-cache.js';
import type { Clock } from '../background/clock.js';
import { derivedKey } from './derived-key.js';
import type { Visitor } from './visitor.js';

/** What a pass opens: everything on the origin that shows the dashboard or all services, or one service, by its segment. */
export const EVERY_SERVICE = 'all';

interface Pass {
  readonly visitor: Visitor;
  readonly audience: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

const FORM = /^((\d{1,10})\.([0-9a-f-]{36})\.(\d{1,12})\.([a-z0-9-]{1,200}))\.([\w-]{43})$/;
/** People who are about at the same time; beyond that a pass is checked anew now and then. */
const REMEMBERED = 2000;

/**
 * By which a browser shows a service's door whose it is: user, session, end and audience, signed. Read from memory
 * alone; whether the session still stands is asked of RevokedSessions.
 */
export class SignedPasses {
  private readonly key: Buffer;
  private readonly passes = new BoundedCache<Pass>(REMEMBERED);

  constructor(
    secret: Buffer,
    private readonly clock: Clock,
    purpose: 'visit' | 'entry' | 'guest' | 'admin' | 'admin-entry' = 'visit',
  ) {
    this.key = derivedKey(secret, purpose);
  }

  issue({ userId, sessionId }: Visitor, audience: string, seconds: number): string {
    const expiresAt = Math.floor(this.clock.now().getTime() / 1000) + seconds;
    const content = `${String(userId)}.${sessionId}.${String(expiresAt)}.${audience}`;
    return `${content}.${this.sign(content)}`;
  }

  /** Whose pass it is; null where it is not ours, is over, or was made for another door. */
  read(text: string, audience: string): Visitor | null {
    const pass = this.find(text, audience);
    return pass && !this.isOver(pass) ? pass.visitor : null;
  }

  /** The same, also of a pass that is over, for whoever has something to say about that. */
  recognise(text: string, audience: string): { readonly visitor: Visitor; readonly isOver: boolean } | null {
    const pass = this.find(text, audience);
    return pass && { visitor: pass.visitor, isOver: this.isOver(pass) };
  }

  private find(text: string, audience: string): Pass | null {
    const pass = this.passes.of(text, (unknown) => this.check(unknown));
    return pass?.audience === audience ? pass : null;
  }

  private isOver({ expiresAt }: Pass): boolean {
    return expiresAt * 1000 <= this.clock.now().getTime();
  }

  private check(text: string): Pass | null {
    const [, content = '', userId, sessionId = '', expiresAt, audience = '', signature = ''] = FORM.exec(text) ?? [];
    // As text: base64url has several spellings of the same bytes.
    const [given, right] = [Buffer.from(signature), Buffer.from(this.sign(content))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    return { visitor: { userId: Number(userId), sessionId }, audience, expiresAt: Number(expiresAt) };
  }

  private sign(content: string): string {
    return createHmac('sha256', this.key).update(content).digest('base64url');
  }
}
