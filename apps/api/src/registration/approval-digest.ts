import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import { MailQueue } from '../mail/queue/mail-queue.js';
import { ApprovalMails, type Recipient } from './approval-mails.js';

const EVERY_MS = 60_000;
const AT_MOST_EVERY_MINUTES = 30;
const REMIND_AFTER_DAYS = 14;

const WAITING = `approval = 'waiting' AND deleted_at IS NULL`;
/** $1: now, $2: days */
const TIMES_TO_TELL = `CASE WHEN approval_at <= $1::timestamptz - make_interval(days => $2) THEN 2 ELSE 1 END`;
const UNTOLD = `${WAITING} AND approval_told < ${TIMES_TO_TELL}`;

/**
 * Tells admins by mail that somebody waits: soon after they begin to, not more often than each half hour, and once more
 * about those who have waited for two weeks.
 */
@Injectable()
export class ApprovalDigest {
  constructor(
    private readonly dataSource: DataSource,
    private readonly mails: ApprovalMails,
    private readonly queue: MailQueue,
    private readonly clock: Clock,
    loops: Loops,
  ) {
    loops.every(EVERY_MS, 'telling admins who waits for approval', () => this.send());
  }

  async send(): Promise<void> {
    const now = this.clock.now();
    const sent = await this.dataSource.transaction(async (manager) => {
      // The row is updated by one process only, which then sends the mails.
      const [[turn]] = await manager.query<[{ count: number }[], number]>(
        `UPDATE approval_digest SET sent_at = $1
         WHERE sent_at <= $1::timestamptz - make_interval(mins => $3)
           AND EXISTS (SELECT FROM users WHERE ${UNTOLD})
         RETURNING (SELECT count(*)::int FROM users WHERE ${WAITING}) AS count`,
        [now, REMIND_AFTER_DAYS, AT_MOST_EVERY_MINUTES],
      );
      if (!turn) return false;
      await manager.query(
        `UPDATE users SET approval_told = ${TIMES_TO_TELL}
         WHERE id IN (SELECT id FROM users WHERE ${UNTOLD} ORDER BY id FOR NO KEY UPDATE)`,
        [now, REMIND_AFTER_DAYS],
      );
      const admins = await manager.query<Recipient[]>(
        `SELECT email, language FROM users WHERE role = 'admin' AND NOT blocked AND deleted_at IS NULL`,
      );
      for (const admin of admins) await this.mails.add(admin, { approval: 'waiting', count: turn.count }, manager);
      return true;
    });
    if (sent) this.queue.wake();
  }
}
