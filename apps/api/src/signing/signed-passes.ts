import type { KeyObject } from 'node:crypto';
import { BoundedCache } from '../background/bounded-cache.js';
import type { Clock } from '../background/clock.js';
import { derivedKey } from './derived-key.js';
import { sign, verify } from './signed-text.js';
import type { Visitor } from './visitor.js';

/** Audience of a pass that opens every service on its origin; any other audience is the segment of one service. */
export const EVERY_SERVICE = 'all';

interface Pass {
  readonly visitor: Visitor;
  readonly audience: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

const FORM = /^((\d{1,10})\.([0-9a-f-]{36})\.(?:(\d{1,12})([bd])\.)?(\d{1,12})\.([a-z0-9-]{1,200}))\.([\w-]{43})$/;
/** More than the users at the same time; beyond it, passes are verified again more often. */
const REMEMBERED = 2000;

/**
 * Shows a service's host whose browser it is: user, session, end and audience, signed, such as
 * `7.{session id}.1767225600.all.{signature}`. That of a login with a card has the end of the login too, with `d` on a
 * device of their own and `b` where it ends with the browser: `7.{session id}.1767225600b.1767225600.all.{signature}`.
 * Checked without a query. A pass does not show whether its session still exists: the reader also has to check
 * RevokedSessions.
 */
export class SignedPasses {
  private readonly key: Buffer;
  private readonly passes = new BoundedCache<Pass>(REMEMBERED);

  constructor(
    secret: KeyObject,
    private readonly clock: Clock,
    purpose: string,
  ) {
    this.key = derivedKey(secret, purpose);
  }

  issue({ userId, sessionId, stay }: Visitor, audience: string, seconds: number): string {
    const wished = Math.floor(this.clock.now().getTime() / 1000) + seconds;
    const expiresAt = Math.min(wished, stay?.endsAt ?? wished);
    const login = stay ? `${sessionId}.${String(stay.endsAt)}${stay.ownDevice ? 'd' : 'b'}` : sessionId;
    const content = `${String(userId)}.${login}.${String(expiresAt)}.${audience}`;
    return `${content}.${sign(this.key, content)}`;
  }

  /** Null for a pass that is not ours, has ended, or was made for another audience. */
  read(text: string, audience: string): Visitor | null {
    const pass = this.find(text, audience);
    return pass && !this.isOver(pass) ? pass.visitor : null;
  }

  /** As `read`, but a pass that has ended is returned too, so that the answer can say so. */
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
    const [, content = '', userId, sessionId = '', endsAt, kind, expiresAt, audience = '', signature = ''] =
      FORM.exec(text) ?? [];
    if (!verify(this.key, content, signature)) return null;
    const stay = endsAt === undefined ? {} : { stay: { endsAt: Number(endsAt), ownDevice: kind === 'd' } };
    return { visitor: { userId: Number(userId), sessionId, ...stay }, audience, expiresAt: Number(expiresAt) };
  }
}
