import { Injectable } from '@nestjs/common';
import { type EntityManager, MoreThan } from 'typeorm';
import { Clock } from '../../background/clock.js';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import { hashOf } from '../../signing/secret.js';
import { MailRequest } from './mail-request.entity.js';

const HOUR = 3_600_000;

/** First half of the advisory lock's key; the second half is the address. */
const RATE_LIMIT_LOCK = 0x5baf;

/** Limits how many mails can be requested for an address in an hour, whether or not it has an account. */
@Injectable()
export class MailRateLimit {
  constructor(
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `too_many_mails` */
  async take(email: string, mailId: string, manager: EntityManager): Promise<void> {
    const emailHash = hashOf(email);
    const limit = this.settings.auth.magicLinksPerHour;
    const now = this.clock.now();
    // Counting and adding must not interleave with another request for the same address.
    await manager.query('SELECT pg_advisory_xact_lock($1, $2)', [RATE_LIMIT_LOCK, emailHash.readInt32BE()]);
    const recent = await manager.find(MailRequest, {
      where: { emailHash, createdAt: MoreThan(new Date(now.getTime() - HOUR)) },
      order: { createdAt: 'DESC' },
      take: limit,
    });
    const blockedBy = recent.length === limit ? recent.at(-1) : undefined;
    if (blockedBy) {
      const retryAfterSeconds = Math.ceil((blockedBy.createdAt.getTime() + HOUR - now.getTime()) / 1000);
      throw new AppError('too_many_mails', { minutes: Math.ceil(retryAfterSeconds / 60), retryAfterSeconds });
    }
    await manager.insert(MailRequest, { emailHash, mailId, createdAt: now });
  }

  /** The mail did not arrive, or nobody knows whether it did. */
  async giveBack(mailId: string, manager: EntityManager): Promise<void> {
    await manager.delete(MailRequest, { mailId });
  }
}
