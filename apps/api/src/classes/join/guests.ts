import { Injectable } from '@nestjs/common';
import type { GuestRequest, GuestWait, PrintedCards } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { type BrowserLogin, LoginService } from '../../auth/login/login.service.js';
import { SessionsService } from '../../auth/sessions/sessions.service.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { clientNetwork } from '../../http/client-address.js';
import type { ClientInfo } from '../../http/client-info.js';
import { hashOf, newSecret } from '../../signing/secret.js';
import { UsersService } from '../../users/users.service.js';
import { NewCards } from '../login-cards/new-cards.js';
import { GuestChanges } from './guest-changes.js';
import { GUEST_HOLDS_PLACE_MS, GUEST_STAYS_MS, MOST_GUESTS, MOST_OF_LINE } from './guest-room.js';
import { Joining, OPEN_CODE, TEACHER } from './joining.js';

const DAY_MS = 86_400_000;
const OVER: GuestWait = { state: 'over', name: null, class_name: null, teacher: null };

interface GuestRow extends GuestWait {
  readonly id: number;
}
interface Admitted {
  readonly user_id: number;
  readonly class_id: number;
  readonly name: string;
  readonly ends_at: Date;
}

/** People without an account who wait until a teacher lets them in. They are no accounts before. */
@Injectable()
export class Guests {
  constructor(
    private readonly dataSource: DataSource,
    private readonly joining: Joining,
    private readonly changes: GuestChanges,
    private readonly newCards: NewCards,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly logins: LoginService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * @param before the token of this browser, which waits once at a time
   * @throws AppError `join_code_invalid` also where the code is not for guests, `class_full`, `too_many_requests` where too
   * many wait behind this line
   */
  async wait({ code, name }: GuestRequest, before: string | null, ip: string): Promise<{ token: string }> {
    const { id, mode } = await this.joining.find(code, null, ip);
    if (mode !== 'guest') throw new AppError('join_code_invalid');
    const network = clientNetwork(ip);
    const token = newSecret();
    const now = this.clock.now();
    await this.dataSource.transaction(async (manager) => {
      if (before !== null)
        await manager.query('DELETE FROM guest WHERE token_hash = $1 AND user_id IS NULL', [hashOf(before)]);
      await this.requireRoom(id, network, manager);
      const rows = await manager.query<unknown[]>(
        `INSERT INTO guest (class_id, name, token_hash, network, created_at, seen_at)
         SELECT class.id, $3, $4, $5, $2, $2 FROM class
         WHERE ${OPEN_CODE} AND (join_seats IS NULL OR join_used < join_seats)
         RETURNING id`,
        [code, now, name, hashOf(token), network],
      );
      if (rows.length === 0) throw new AppError('class_full');
    });
    return { token };
  }

  /** @param left if given, answers when a teacher has decided, after a while, or when the client has left */
  async state(token: string | null, left: AbortSignal | null): Promise<GuestWait> {
    if (token === null) return OVER;
    const watch = left && this.changes.watch();
    try {
      const guest = await this.read(token);
      if (!guest || !left || !watch || guest.state !== 'waiting') return answer(guest);
      await watch.changed(guest.id, left);
      return answer(left.aborted ? guest : await this.read(token));
    } finally {
      watch?.end();
    }
  }

  /**
   * Once. The card is for the next time: only this answer has its codes.
   * @throws AppError `join_code_invalid` where no teacher has let this browser in, or the class or the account is gone;
   * `account_blocked`
   */
  async enter(
    token: string | null,
    from: ClientInfo,
    dashboard: string,
  ): Promise<{ login: BrowserLogin; card: PrintedCards }> {
    const { card, sessionId, user, session } = await this.dataSource.transaction(async (manager) => {
      await holdClassAndAccount(hashOf(token ?? ''), manager);
      const [[admitted]] = await manager.query<[Admitted[], number]>(
        `DELETE FROM guest USING class, users WHERE token_hash = $1 AND users.id = user_id AND users.deleted_at IS NULL
           AND class.id = guest.class_id AND archived_at IS NULL
         RETURNING user_id, guest.class_id, guest.name,
           LEAST($2::timestamptz + make_interval(hours => class.session_hours), class.ends_on + 1) AS ends_at`,
        [hashOf(token ?? ''), this.clock.now()],
      );
      if (!admitted) throw new AppError('join_code_invalid');
      const { user_id: userId, class_id: classId, name, ends_at: endsAt } = admitted;
      const user = await this.users.get(userId, manager);
      const card = await this.newCards.make(
        classId,
        [{ userId, name, slug: user.slug }],
        { by: userId, dashboard },
        manager,
      );
      const session = { endsAt, ownDevice: false };
      const sessionId = await this.sessions.open(userId, 'browser', from, manager, session);
      await this.audit.recordWith(manager, {
        ...{ action: 'card_used', actor: userId, classId, from: from.ip, facts: { way: 'guest' } },
      });
      return { card, sessionId, user, session };
    });
    const refreshToken = this.sessions.firstRefreshToken(sessionId);
    return { login: await this.logins.browserLogin(user, sessionId, refreshToken, session), card };
  }

  /** Those whose browser is gone, and those who were let in and never came. */
  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    await this.dataSource.query(
      'DELETE FROM guest WHERE seen_at < CASE WHEN user_id IS NULL THEN $1::timestamptz ELSE $2 END',
      [new Date(now - 5 * GUEST_STAYS_MS), new Date(now - DAY_MS)],
    );
  }

  private async requireRoom(classId: number, network: string, manager: EntityManager): Promise<void> {
    const [{ all, ofLine }] = await manager.query<[{ all: number; ofLine: number }]>(
      `SELECT count(*)::int AS "all", count(*) FILTER (WHERE network = $2)::int AS "ofLine" FROM guest
       WHERE class_id = $1 AND user_id IS NULL AND refused_at IS NULL AND seen_at > $3`,
      [classId, network, new Date(this.clock.now().getTime() - GUEST_HOLDS_PLACE_MS)],
    );
    if (ofLine >= MOST_OF_LINE) throw new AppError('too_many_requests', { retryAfterSeconds: 60 });
    if (all >= MOST_GUESTS) throw new AppError('class_full');
  }

  private async read(token: string): Promise<GuestRow | undefined> {
    const [[guest]] = await this.dataSource.query<[GuestRow[], number]>(
      `UPDATE guest SET seen_at = $2 FROM class WHERE token_hash = $1 AND class.id = class_id AND archived_at IS NULL
       RETURNING guest.id, guest.name, class.name AS class_name, ${TEACHER} AS teacher,
         CASE WHEN user_id IS NOT NULL THEN 'admitted' WHEN refused_at IS NOT NULL THEN 'refused' ELSE 'waiting' END AS state`,
      [hashOf(token), this.clock.now()],
    );
    return guest;
  }
}

/** Who archives the class or deletes the account does it before or after this login, and in this order. */
async function holdClassAndAccount(tokenHash: Buffer, manager: EntityManager): Promise<void> {
  await manager.query(
    `WITH held AS (
       SELECT id FROM class WHERE id = (SELECT class_id FROM guest WHERE token_hash = $1) FOR NO KEY UPDATE
     )
     SELECT FROM users
     WHERE id = (SELECT user_id FROM guest WHERE token_hash = $1) AND class_id = (SELECT id FROM held)
     FOR NO KEY UPDATE`,
    [tokenHash],
  );
}

function answer(guest: GuestRow | undefined): GuestWait {
  if (!guest) return OVER;
  const { state, name, class_name, teacher } = guest;
  return { state, name, class_name, teacher };
}
