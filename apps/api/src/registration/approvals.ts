import { Injectable } from '@nestjs/common';
import type { OwnApproval } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { Clock } from '../background/clock.js';
import { AppError } from '../errors/app-error.js';
import { MailQueue } from '../mail/queue/mail-queue.js';
import { Admins } from '../users/admins.js';
import { ApprovalMails, type Recipient } from './approval-mails.js';

/** Who decided, and from which address; null in a job. */
export interface Decider {
  readonly actor: number;
  readonly from: string | null;
}

type Row = Omit<OwnApproval, 'since'> & { readonly since: Date | null };

/** Lets people in who wait, or refuses them. */
@Injectable()
export class Approvals {
  /** Called after each decision of this process. */
  onDecided: () => void = () => undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly admins: Admins,
    private readonly mails: ApprovalMails,
    private readonly queue: MailQueue,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async own(userId: number): Promise<OwnApproval> {
    const [row] = await this.dataSource.query<Row[]>(
      'SELECT approval, approval_at AS since, approval_reason AS reason FROM users WHERE id = $1 AND deleted_at IS NULL',
      [userId],
    );
    if (!row) throw new AppError('not_logged_in');
    return { ...row, since: row.since?.toISOString() ?? null };
  }

  /** False where nothing had to change. @throws AppError `not_found`, `forbidden` where the decider is no admin any more */
  approve(userId: number, decider: Decider): Promise<boolean> {
    return this.decide(userId, decider, 'granted', ['waiting', 'refused'], null);
  }

  /** Only people who wait: an account that is in use is blocked instead. @throws AppError `not_found`, `forbidden` */
  refuse(userId: number, decider: Decider, reason: string | null): Promise<boolean> {
    return this.decide(userId, decider, 'refused', ['waiting'], reason);
  }

  private async decide(
    userId: number,
    { actor, from }: Decider,
    approval: 'granted' | 'refused',
    before: readonly string[],
    reason: string | null,
  ): Promise<boolean> {
    const decided = await this.dataSource.transaction(async (manager) => {
      if (!(await this.admins.confirm(actor, manager))) throw new AppError('forbidden');
      const [[row]] = await manager.query<[Recipient[], number]>(
        `UPDATE users SET approval = $2, approval_at = $3, approval_reason = $4, version = version + 1
         WHERE id = $1 AND approval = ANY ($5) AND deleted_at IS NULL RETURNING email, language`,
        [userId, approval, this.clock.now(), reason, before],
      );
      if (!row) return this.refuseUnknown(userId, manager);
      await this.mails.add(row, { approval, reason }, manager);
      const action = approval === 'granted' ? 'approval_granted' : 'approval_refused';
      const facts = reason === null ? {} : { reason };
      await this.audit.recordWith(manager, { action, actor, about: userId, subject: String(userId), from, facts });
      return true;
    });
    if (decided) {
      this.queue.wake();
      this.onDecided();
    }
    return decided;
  }

  private async refuseUnknown(userId: number, manager: EntityManager): Promise<false> {
    const known = await manager.query<unknown[]>('SELECT FROM users WHERE id = $1 AND deleted_at IS NULL', [userId]);
    if (known.length === 0) throw new AppError('not_found');
    return false;
  }
}
