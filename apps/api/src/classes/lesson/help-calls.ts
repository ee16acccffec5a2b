import { Injectable } from '@nestjs/common';
import type { HelpRequest, OwnHelp } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { UserBlocks } from '../../users/user-blocks.js';
import type { Leader } from '../class-acts.js';
import { ClassRights } from '../class-rights.js';
import { OwnClasses } from '../own-classes.js';

interface Membership {
  readonly name: string;
  readonly role: 'member' | 'teacher';
}

/** Members who call for help, in line: one open call for each person and class. */
@Injectable()
export class HelpCalls {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly own: OwnClasses,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    blocks: UserBlocks,
  ) {
    // Also of deleted accounts. Who is taken out of the class loses theirs with the membership.
    blocks.enforced.add(async (userIds, manager) => {
      await manager.query('UPDATE help_call SET done_at = $2 WHERE user_id = ANY($1) AND done_at IS NULL', [
        ...[userIds, this.clock.now()],
      ]);
    });
  }

  /**
   * A second call changes the first, which keeps its place.
   * @throws AppError `not_found` where they are not in the class, `forbidden` for its teachers and other templates, `no_lesson`
   */
  async call({ userId, ip }: Leader, { class_id: classId, type, text }: HelpRequest): Promise<OwnHelp> {
    await this.dataSource.transaction(async (manager) => {
      const { name, role } = await this.membership(classId, userId, manager);
      if (role === 'teacher') throw new AppError('forbidden');
      if (type !== null) await this.rights.requireTemplate(classId, type, manager);
      // A lesson that is being ended is waited for: it ends what calls there are, and would not find this one.
      const [lesson] = await manager.query<unknown[]>(
        'SELECT FROM lesson WHERE class_id = $1 AND ended_at IS NULL FOR SHARE',
        [classId],
      );
      if (!lesson) throw new AppError('no_lesson');
      const [{ isNew }] = await manager.query<[{ isNew: boolean }]>(
        `INSERT INTO help_call (class_id, user_id, type, text, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (class_id, user_id) WHERE done_at IS NULL DO UPDATE SET type = excluded.type, text = excluded.text
         RETURNING xmax = 0 AS "isNew"`,
        [classId, userId, type, text, this.clock.now()],
      );
      if (isNew) await this.record('help_called', { userId, ip }, { classId, name, about: userId }, manager);
    });
    const { classes } = await this.own.of(userId);
    const help = classes.find(({ id }) => id === classId)?.help;
    // Done within these milliseconds.
    if (!help) throw new AppError('no_lesson');
    return help;
  }

  /** @throws AppError `not_found` where they are not in the class */
  async withdraw(leader: Leader, classId: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { name } = await this.membership(classId, leader.userId, manager);
      await this.endWith(leader, { classId, name, about: leader.userId }, manager);
    });
  }

  /** By a teacher. @throws AppError `not_found` also where the person is not in the class */
  async done(leader: Leader, classId: number, userId: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { name } = await this.rights.led(classId, leader.userId, manager);
      await this.rights.member(classId, userId, manager);
      await this.endWith(leader, { classId, name, about: userId }, manager);
    });
  }

  private async endWith(
    by: Leader,
    call: { readonly classId: number; readonly name: string; readonly about: number },
    manager: EntityManager,
  ): Promise<void> {
    const [, ended] = await manager.query<[unknown[], number]>(
      'UPDATE help_call SET done_at = $3 WHERE class_id = $1 AND user_id = $2 AND done_at IS NULL',
      [call.classId, call.about, this.clock.now()],
    );
    if (ended > 0) await this.record('help_done', by, call, manager);
  }

  /**
   * The person cannot be blocked or made a teacher before the end of the transaction: that would not find a call which
   * is being made.
   */
  private async membership(classId: number, userId: number, manager: EntityManager): Promise<Membership> {
    const [membership] = await manager.query<Membership[]>(
      `SELECT class.name, member.role FROM class_member member JOIN class ON class.id = member.class_id
       JOIN users ON users.id = member.user_id AND NOT users.blocked AND users.deleted_at IS NULL
       WHERE member.class_id = $1 AND member.user_id = $2 AND member.state = 'in' AND class.archived_at IS NULL
       FOR SHARE OF users, member`,
      [classId, userId],
    );
    if (!membership) throw new AppError('not_found');
    return membership;
  }

  private record(
    action: 'help_called' | 'help_done',
    { userId, ip }: Leader,
    { classId, name, about }: { readonly classId: number; readonly name: string; readonly about: number },
    manager: EntityManager,
  ): Promise<void> {
    return this.audit.recordWith(manager, { action, actor: userId, about, classId, subject: name, from: ip });
  }
}
