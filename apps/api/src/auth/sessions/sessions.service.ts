import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, IsNull, MoreThan, Repository } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { Settings } from '../../config/settings.js';
import { TransactionHooks } from '../../database/transaction-hooks.js';
import { AppError } from '../../errors/app-error.js';
import type { ClientInfo } from '../../http/client-info.js';
import type { Principal } from '../../http/principal.js';
import { accountBlocked } from '../../users/account-blocked.js';
import { User } from '../../users/user.entity.js';
import { UserBlocks } from '../../users/user-blocks.js';
import { accessTokenLifetimes, REFRESH_SECONDS, ROTATION_GRACE_SECONDS } from './lifetimes.js';
import { type Generation, RefreshTokens } from './refresh-tokens.js';
import { RevokedSessions } from './revoked-sessions.js';
import { Session } from './session.entity.js';

export interface BrowserSession {
  readonly id: string;
  readonly userId: number;
  /** Null but for a login with a card. */
  readonly card: CardSession | null;
  readonly refreshToken: string;
}

export interface CardSession {
  readonly endsAt: Date;
  /** Stays on a device of the person's own; else it ends with the browser, too. */
  readonly ownDevice: boolean;
}

export type EndedSession = Pick<Session, 'id' | 'userId'>;

interface Condition {
  readonly sql: string;
  readonly values: Readonly<Record<string, unknown>>;
}

@Injectable()
export class SessionsService {
  /** Given the ids of sessions that end, in the transaction that ends them. */
  readonly ended = new TransactionHooks<readonly string[]>();
  private readonly logger = new Logger(SessionsService.name);

  constructor(
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    private readonly refreshTokens: RefreshTokens,
    private readonly revoked: RevokedSessions,
    private readonly audit: AuditTrail,
    private readonly settings: Settings,
    private readonly clock: Clock,
    blocks: UserBlocks,
  ) {
    blocks.enforced.add(async (userIds, manager) => {
      await this.end({ sql: 'user_id = ANY(:userIds)', values: { userIds } }, manager, 'blocked');
    });
  }

  /**
   * The session of a REST client cannot be renewed; that of a card ends at its end, however often it is renewed. The person
   * counts as seen from now on, and not only once that is stored in the background. The update locks their row: a block that
   * is being set waits for this session, and ends it too.
   * @throws AppError `account_blocked`; `link_invalid` for a deleted user, as if there were no account
   */
  async open(
    userId: number,
    kind: 'browser' | 'client',
    from: ClientInfo,
    manager: EntityManager,
    card: CardSession | null = null,
  ): Promise<string> {
    const id = randomUUID();
    const [generation, seconds] =
      kind === 'browser' ? [0, REFRESH_SECONDS] : [null, accessTokenLifetimes(this.settings).client];
    const rows = await manager.query<{ id: string }[]>(
      `WITH seen AS (
         UPDATE users SET last_seen_at = $7 WHERE id = $2 AND NOT blocked AND deleted_at IS NULL RETURNING id
       )
       INSERT INTO session (id, user_id, generation, browser, system, ip, created_at, expires_at, ends_at, own_device)
       SELECT $1, id, $3, $4, $5, $6, $7, LEAST($8::timestamptz, $9), $9, $10 FROM seen RETURNING id`,
      [
        ...[id, userId, generation, from.browser, from.system, from.ip, this.clock.now(), this.after(seconds)],
        ...[card?.endsAt ?? null, card?.ownDevice ?? false],
      ],
    );
    if (rows.length === 0) throw await this.refusal(userId, manager);
    return id;
  }

  /** Whether the session can be used. The row is locked: it cannot be ended before the end of the transaction. */
  async holds(
    { userId, sessionId }: Pick<Principal, 'userId' | 'sessionId'>,
    manager: EntityManager,
  ): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      'SELECT FROM session WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL FOR SHARE',
      [sessionId, userId],
    );
    return rows.length > 0;
  }

  /** The token that renews the session of a browser for the first time. */
  firstRefreshToken(sessionId: string): string {
    return this.refreshTokens.issue({ sessionId, generation: 0 });
  }

  /** @throws AppError `not_logged_in`; `account_blocked` for the browser whose session a block has ended */
  async refresh(token: string, from: ClientInfo): Promise<BrowserSession> {
    const given = this.refreshTokens.read(token);
    if (!given) throw new AppError('not_logged_in');
    const session = (await this.rotate(given, from)) ?? (await this.besideAnotherTab(given));
    if (session) return session;
    await this.endReplayed(given, from);
    throw await this.whyOver(given);
  }

  /** Those that can still be used, newest first. */
  openOf(userId: number): Promise<Session[]> {
    return this.sessions.find({
      where: { userId, revokedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) },
      order: { createdAt: 'DESC' },
    });
  }

  async revoke(id: string): Promise<EndedSession | null> {
    return (await this.revokeWhere({ sql: 'id = :id', values: { id } }))[0] ?? null;
  }

  /** @returns null where this user has no such session */
  async revokeOf(userId: number, id: string): Promise<EndedSession | null> {
    return (await this.revokeWhere({ sql: 'id = :id AND user_id = :userId', values: { id, userId } }))[0] ?? null;
  }

  revokeAllOf(userId: number): Promise<EndedSession[]> {
    return this.revokeWhere({ sql: 'user_id = :userId', values: { userId } });
  }

  /** @returns how many were open; the processes learn of it from the database */
  async endAllOf(userIds: readonly number[], manager: EntityManager): Promise<number> {
    return (await this.end({ sql: 'user_id = ANY(:userIds)', values: { userIds } }, manager)).length;
  }

  /** None of these logins lasts longer. What is over then ends with the next `endOverdue`. */
  async endBy(userIds: readonly number[], at: Date, manager: EntityManager): Promise<void> {
    await manager.query(
      `UPDATE session SET ends_at = LEAST(ends_at, $2), expires_at = LEAST(expires_at, $2)
       WHERE user_id = ANY($1) AND revoked_at IS NULL`,
      [userIds, at],
    );
  }

  /** On devices of their own, where a class does not allow them any more. */
  async endOnOwnDevices(userIds: readonly number[], manager: EntityManager): Promise<void> {
    await this.end({ sql: 'user_id = ANY(:userIds) AND own_device', values: { userIds } }, manager);
  }

  /** Of logins with a card: what was issued for them elsewhere, such as the pass of a service's host, ends with them. */
  async endOverdue(): Promise<void> {
    await this.revokeWhere({ sql: 'ends_at <= :now', values: { now: this.clock.now() } });
  }

  async revokeByRefreshToken(token: string): Promise<EndedSession | null> {
    const given = this.refreshTokens.read(token);
    return given && this.revoke(given.sessionId);
  }

  private async refusal(userId: number, manager: EntityManager): Promise<AppError> {
    const user = await manager.findOneBy(User, { id: userId, deletedAt: IsNull() });
    return user ? accountBlocked(user) : new AppError('link_invalid');
  }

  /** One statement, so that of two simultaneous renewals one rotates and the other finds the token replaced. */
  private async rotate({ sessionId, generation }: Generation, from: ClientInfo): Promise<BrowserSession | null> {
    const now = this.clock.now();
    const result = await this.sessions
      .createQueryBuilder()
      .update()
      .set({
        ...{ generation: generation + 1, rotatedAt: now, ip: from.ip },
        expiresAt: () => 'LEAST(:expiresAt::timestamptz, ends_at)',
      })
      .where('id = :sessionId AND generation = :generation AND revoked_at IS NULL AND expires_at > :now')
      .setParameters({ sessionId, generation, now, expiresAt: this.after(REFRESH_SECONDS) })
      .returning('user_id, ends_at, own_device')
      .execute();
    const [row] = result.raw as { user_id: number; ends_at: Date | null; own_device: boolean }[];
    if (!row) return null;
    const { user_id: userId, ends_at: endsAt, own_device: ownDevice } = row;
    return this.successor({ id: sessionId, userId, endsAt, ownDevice }, generation);
  }

  /** Renewed a moment ago with the same token, by another tab or by a request whose answer was lost. */
  private async besideAnotherTab({ sessionId, generation }: Generation): Promise<BrowserSession | null> {
    const session = await this.sessions.findOneBy({
      id: sessionId,
      generation: generation + 1,
      rotatedAt: MoreThan(this.after(-ROTATION_GRACE_SECONDS)),
      revokedAt: IsNull(),
    });
    return session && this.successor(session, generation);
  }

  private successor(
    { id, userId, endsAt, ownDevice }: Pick<Session, 'id' | 'userId' | 'endsAt' | 'ownDevice'>,
    generation: number,
  ): BrowserSession {
    return {
      id,
      userId,
      card: endsAt && { endsAt, ownDevice },
      refreshToken: this.refreshTokens.issue({ sessionId: id, generation: generation + 1 }),
    };
  }

  /** Only the newest token is answered with more than `not_logged_in`: an older one may be stolen. */
  private async whyOver({ sessionId: id, generation }: Generation): Promise<AppError> {
    const session = await this.sessions.findOneBy({ id, generation, expiresAt: MoreThan(this.clock.now()) });
    const where = { id: session?.userId ?? 0, blocked: true, deletedAt: IsNull() };
    const user = session && (await this.sessions.manager.findOneBy(User, where));
    return user ? accountBlocked(user) : new AppError('not_logged_in');
  }

  /** Two parties hold tokens of this session, and only one of them can be its owner. */
  private async endReplayed({ sessionId: id, generation }: Generation, { ip }: ClientInfo): Promise<void> {
    const [ended] = await this.revokeWhere({
      sql: 'id = :id AND generation > :generation',
      values: { id, generation },
    });
    if (!ended) return;
    this.logger.warn('A refresh token was used again long after it had been replaced: its session was ended.');
    const actor = ended.userId;
    await this.audit.record({ action: 'refresh_token_replayed', actor, subject: id, from: ip, outcome: 'refused' });
  }

  private async revokeWhere(condition: Condition): Promise<EndedSession[]> {
    const ended = await this.sessions.manager.transaction((manager) => this.end(condition, manager));
    for (const { id } of ended) this.revoked.add(id);
    return ended;
  }

  /** Of a session that was not ended by a block no token stays the newest: see `whyOver`. */
  private async end({ sql, values }: Condition, manager: EntityManager, why?: 'blocked'): Promise<EndedSession[]> {
    const result = await manager
      .createQueryBuilder()
      .update(Session)
      .set({ revokedAt: this.clock.now(), ...(!why && { generation: () => 'generation + 1' }) })
      .where(`${sql} AND revoked_at IS NULL`, values)
      .returning(['id', 'userId'])
      .execute();
    const rows = result.raw as { id: string; user_id: number }[];
    const ids = rows.map(({ id }) => id);
    if (ids.length > 0) await this.ended.run(ids, manager);
    return rows.map(({ id, user_id }) => ({ id, userId: user_id }));
  }

  private after(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}
