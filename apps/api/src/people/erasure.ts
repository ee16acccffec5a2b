import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditTrail, nameOfGone } from '../audit/audit-trail.js';
import type { Loop } from '../background/loop.js';
import { Loops } from '../background/loops.js';
import type { ContainerRef } from '../container-ref/container-ref.js';
import { OperationSchedule } from '../containers/operations/schedule.js';
import { AppError } from '../errors/app-error.js';
import { toAppError } from '../errors/problem.js';
import { Jobs } from '../jobs/jobs.js';
import { MailQueue } from '../mail/queue/mail-queue.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { VolumeStore } from '../runtime/volume-store.js';
import { User } from '../users/user.entity.js';
import { UserDeletions } from '../users/user-deletions.js';

const EVERY_MS = 60_000;
/** Between two attempts for one person: a volume that is busy stays so for a while. */
const AGAIN = `interval '1 hour'`;
const DUE = `deleted_at IS NOT NULL AND erase_after <= now()
  AND (erase_tried_at IS NULL OR erase_tried_at <= now() - ${AGAIN})`;
/** Bookmarks, service workers and cookies of the old owner are gone by then. */
const SLUG_RESTS = `interval '90 days'`;

interface Deleted {
  readonly id: number;
  readonly slug: string;
  readonly email: string | null;
}

/**
 * Erases deleted accounts whose time is up: containers and volumes first, and the row only when the runtime has confirmed
 * that nothing is left. What fails stays visible in `erase_error` and is tried again.
 */
@Injectable()
export class Erasure {
  private readonly logger = new Logger(Erasure.name);
  private readonly loop: Loop;

  constructor(
    private readonly dataSource: DataSource,
    private readonly operations: OperationSchedule,
    private readonly runtime: ContainerRuntime,
    private readonly volumes: VolumeStore,
    private readonly mails: MailQueue,
    private readonly audit: AuditTrail,
    private readonly deletions: UserDeletions,
    private readonly jobs: Jobs,
    loops: Loops,
  ) {
    this.loop = loops.every(EVERY_MS, 'erasing deleted accounts', () => this.run());
  }

  /** Somebody is to be erased at once. */
  begin(): void {
    void this.loop.run();
  }

  async run(): Promise<void> {
    for (let next = await this.claim(); next; next = await this.claim()) await this.erase(next);
  }

  /**
   * Gives each person to one process: of two that find the same one, the second waits for the row and finds that it is not due
   * any more. One that is killed leaves the rest to the next attempt.
   */
  private async claim(): Promise<Deleted | null> {
    const [rows] = await this.dataSource.query<[Deleted[], number]>(
      `UPDATE users SET erase_tried_at = now()
       WHERE ${DUE} AND id = (SELECT id FROM users WHERE ${DUE} ORDER BY erase_tried_at NULLS FIRST, erase_after LIMIT 1)
       RETURNING id, slug, email`,
    );
    return rows[0] ?? null;
  }

  private async erase(person: Deleted): Promise<void> {
    try {
      await this.eraseData(person);
      await this.eraseRow(person);
    } catch (error) {
      const { code } = toAppError(error);
      if (code === 'shutting_down') return await this.leaveToNextProcess(person);
      this.logger.warn({ err: error }, `could not erase user ${String(person.id)} yet: ${code}`);
      await this.dataSource.query('UPDATE users SET erase_error = $2 WHERE id = $1', [person.id, code]);
    }
  }

  private async leaveToNextProcess({ id }: Deleted): Promise<void> {
    await this.dataSource.query(`UPDATE users SET erase_tried_at = now() - ${AGAIN} WHERE id = $1`, [id]);
  }

  /** Also of types that have no template any more, and what is there without a row. */
  private async eraseData(person: Deleted): Promise<void> {
    for (const ref of await this.cardsOf(person)) await this.operations.submit(ref, 'remove_with_volumes');
    const [instances, volumes] = await Promise.all([this.runtime.list(), this.volumes.list()]);
    const isTheirs = ({ userId }: { readonly userId: number }): boolean => userId === person.id;
    // Of one that is left the engine has said that it is gone: something else has made it anew.
    if (instances.some(isTheirs) || volumes.some(isTheirs))
      throw new AppError('runtime_failed', { reason: 'not all is gone' });
  }

  /** Containers with a row, and those that only the runtime has. */
  private async cardsOf({ id: userId, slug }: Deleted): Promise<ContainerRef[]> {
    const [rows, instances, volumes] = await Promise.all([
      this.dataSource.query<{ type: string }[]>(
        'SELECT container_type AS type FROM user_container WHERE user_id = $1',
        [userId],
      ),
      this.runtime.list(),
      this.volumes.list(),
    ]);
    const found = [...instances, ...volumes].filter((each) => each.userId === userId);
    return [...new Set([...rows, ...found].map(({ type }) => type))].map((type) => ({ userId, slug, type }));
  }

  private async eraseRow({ id, slug, email }: Deleted): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO slug_rest (slug, until) VALUES ($1, now() + ${SLUG_RESTS})
         ON CONFLICT (slug) DO UPDATE SET until = excluded.until`,
        [slug],
      );
      if (email !== null) await this.mails.forgetAddress(email, manager);
      await this.audit.forget({ id, email }, manager);
      await this.deletions.erased.run(id, manager);
      await this.jobs.rename(id, nameOfGone(id), manager);
      await manager.delete(User, { id });
      await this.audit.recordWith(manager, { action: 'user_erased', actor: null, about: id, from: null });
    });
  }
}
