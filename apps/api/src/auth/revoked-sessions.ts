import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { accessTokenLifetimes } from './lifetimes.js';
import { Session } from './session.entity.js';

/**
 * Sessions that ended before their access tokens do. Kept in memory, so that a logout counts at once and yet no
 * request costs a query. Holds for one API process; several would have to tell each other.
 */
@Injectable()
export class RevokedSessions implements OnModuleInit {
  /** Session id → when it was revoked; a Map keeps them in that order. */
  private readonly revokedAt = new Map<string, number>();

  constructor(
    @InjectRepository(Session) private readonly sessions: Repository<Session>,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.sessions.find({
      select: { id: true, revokedAt: true },
      where: { revokedAt: MoreThan(new Date(this.forgetBefore())) },
      order: { revokedAt: 'ASC' },
    });
    for (const { id, revokedAt } of rows) if (revokedAt) this.revokedAt.set(id, revokedAt.getTime());
  }

  add(id: string): void {
    const forgetBefore = this.forgetBefore();
    for (const [old, at] of this.revokedAt) {
      if (at > forgetBefore) break;
      this.revokedAt.delete(old);
    }
    this.revokedAt.set(id, this.clock.now().getTime());
  }

  has(id: string): boolean {
    return this.revokedAt.has(id);
  }

  /** Access tokens of a session revoked earlier than this have ended by themselves. */
  private forgetBefore(): number {
    return this.clock.now().getTime() - accessTokenLifetimes(this.settings).longest * 1000;
  }
}
