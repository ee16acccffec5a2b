import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, MoreThan, Repository } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { accessTokenLifetimes, REFRESH_SECONDS, ROTATION_GRACE_SECONDS } from './lifetimes.js';
import { RevokedSessions } from './revoked-sessions.js';
import { hashOf, newSecret } from './secret.js';
import { Session } from './session.entity.js';

export interface RefreshedSession {
  readonly id: string;
  readonly userId: number;
  /** Null where another tab renewed at the same time: the browser has the new token from that answer already. */
  readonly refreshToken: string | null;
}

@Injectable()
export class SessionsService {
  private readonly logger = new Logger(SessionsService.name);

  constructor(
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    private readonly revoked: RevokedSessions,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** A session of a REST client: it cannot be renewed. */
  async openForClient(userId: number): Promise<string> {
    const id = randomUUID();
    await this.sessions.insert({ id, userId, expiresAt: this.after(accessTokenLifetimes(this.settings).client) });
    return id;
  }

  /** A session of a browser, with the token that renews it. */
  async openForBrowser(userId: number): Promise<{ id: string; refreshToken: string }> {
    const id = randomUUID();
    const refreshToken = newSecret();
    const expiresAt = this.after(REFRESH_SECONDS);
    await this.sessions.insert({ id, userId, refreshHash: hashOf(refreshToken), expiresAt });
    return { id, refreshToken };
  }

  async refresh(token: string): Promise<RefreshedSession> {
    const session = (await this.rotate(token)) ?? (await this.besideAnotherTab(token));
    if (session) return session;
    if (await this.revokeWhere({ previousRefreshHash: hashOf(token) })) {
      this.logger.warn('A refresh token was used again long after it had been replaced: its session was ended.');
    }
    throw new AppError('not_logged_in');
  }

  async revoke(id: string): Promise<void> {
    await this.revokeWhere({ id });
  }

  async revokeByRefreshToken(token: string): Promise<void> {
    const hash = hashOf(token);
    if (!(await this.revokeWhere({ refreshHash: hash }))) await this.revokeWhere({ previousRefreshHash: hash });
  }

  /** One statement, so that of two simultaneous renewals one rotates and the other finds the token replaced. */
  private async rotate(token: string): Promise<RefreshedSession | null> {
    const refreshToken = newSecret();
    const now = this.clock.now();
    const result = await this.sessions
      .createQueryBuilder()
      .update()
      .set({
        refreshHash: hashOf(refreshToken),
        previousRefreshHash: () => 'refresh_hash',
        rotatedAt: now,
        expiresAt: this.after(REFRESH_SECONDS),
      })
      .where('refresh_hash = :hash AND revoked_at IS NULL AND expires_at > :now', { hash: hashOf(token), now })
      .returning('id, user_id')
      .execute();
    const [row] = result.raw as { id: string; user_id: number }[];
    return row ? { id: row.id, userId: row.user_id, refreshToken } : null;
  }

  private async besideAnotherTab(token: string): Promise<RefreshedSession | null> {
    const session = await this.sessions.findOneBy({
      previousRefreshHash: hashOf(token),
      rotatedAt: MoreThan(this.after(-ROTATION_GRACE_SECONDS)),
      revokedAt: IsNull(),
    });
    return session && { id: session.id, userId: session.userId, refreshToken: null };
  }

  private async revokeWhere(
    which: Partial<Pick<Session, 'id' | 'refreshHash' | 'previousRefreshHash'>>,
  ): Promise<boolean> {
    const result = await this.sessions
      .createQueryBuilder()
      .update()
      .set({ revokedAt: this.clock.now() })
      .where({ ...which, revokedAt: IsNull() })
      .returning('id')
      .execute();
    const rows = result.raw as { id: string }[];
    for (const { id } of rows) this.revoked.add(id);
    return rows.length > 0;
  }

  private after(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}
