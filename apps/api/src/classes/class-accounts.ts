import { Injectable } from '@nestjs/common';
import type { AccountsDeletion } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { ChangedMeanwhile } from '../errors/changed-meanwhile.error.js';
import type { JobTarget, RunningJob } from '../jobs/job.js';
import type { Outcome } from '../jobs/job-kinds.js';
import { Jobs } from '../jobs/jobs.js';
import { InstallationSettings } from '../settings/installation-settings.js';
import type { Leader } from './class-acts.js';
import { ClassRights } from './class-rights.js';
import { MemberActs } from './member-acts.js';

/** At most 20 letters. */
const KIND = 'class_delete';

/** Deletes the accounts that belong to a class, when it is over. */
@Injectable()
export class ClassAccounts {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly members: MemberActs,
    private readonly jobs: Jobs,
    private readonly settings: InstallationSettings,
  ) {
    jobs.handle(KIND, (target, job) => this.delete(target, job), { role: 'manager' });
  }

  /**
   * @returns the id of the job
   * @throws AppError `not_found`, `nothing_selected`, `changed_meanwhile` with the number of accounts there are now
   */
  async startDeletion({ userId, ip }: Leader, classId: number, wish: AccountsDeletion): Promise<string> {
    await this.rights.led(classId, userId);
    const items = await this.dataSource.query<{ userId: number; label: string }[]>(
      `SELECT id AS "userId", display_name AS label FROM users WHERE class_id = $1 AND deleted_at IS NULL
       ORDER BY lower(display_name), id`,
      [classId],
    );
    if (items.length !== wish.expected) throw new ChangedMeanwhile({ accounts: items.length });
    const { after_days: days = this.settings.get('deletion_days') } = wish;
    return this.jobs.start({ kind: KIND, startedBy: userId, classId, from: ip, request: { days }, items });
  }

  /** With the rights that the starter has now. */
  private async delete({ userId }: JobTarget, { classId, startedBy, request }: RunningJob): Promise<Outcome> {
    if (userId === undefined || startedBy === null || classId === null) return 'skipped';
    try {
      await this.members.remove({ userId: startedBy, ip: null }, classId, userId, Number(request['days']));
      return 'done';
    } catch (error) {
      // Looked up only now: another job may delete the same account at the same time.
      if (await this.has(classId, userId)) throw error;
      return 'skipped';
    }
  }

  private async has(classId: number, userId: number): Promise<boolean> {
    const accounts = await this.dataSource.query<unknown[]>(
      'SELECT FROM users WHERE id = $1 AND class_id = $2 AND deleted_at IS NULL',
      [userId, classId],
    );
    return accounts.length > 0;
  }
}
