import { Injectable } from '@nestjs/common';
import type { AuditAction, ClassMember, JoinedVia, MemberChange, MemberRole, NewMembers } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuditFacts } from '../audit/audit-event.entity.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { Clock } from '../background/clock.js';
import type { ContainerRef } from '../container-ref/container-ref.js';
import { OwnerContainers } from '../containers/owner-containers.js';
import { AppError } from '../errors/app-error.js';
import { InvalidRequest } from '../errors/invalid-request.error.js';
import { InstallationSettings } from '../settings/installation-settings.js';
import { User } from '../users/user.entity.js';
import { UserBlocks } from '../users/user-blocks.js';
import { UserDeletions } from '../users/user-deletions.js';
import { UsersService } from '../users/users.service.js';
import type { Leader } from './class-acts.js';
import { ClassRights, type LedClass, type LedMember } from './class-rights.js';
import { MemberList } from './member-list.js';

interface Act {
  readonly led: LedClass;
  readonly manager: EntityManager;
  readonly record: (action: AuditAction, about: number, facts?: AuditFacts) => Promise<void>;
}

/** Who comes into a class, as what, and who goes. */
@Injectable()
export class MemberActs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly members: MemberList,
    private readonly users: UsersService,
    private readonly blocks: UserBlocks,
    private readonly deletions: UserDeletions,
    private readonly containers: OwnerContainers,
    private readonly settings: InstallationSettings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `not_found` also for people who do not exist, `class_archived`, `forbidden` where a teacher names people by id */
  add(leader: Leader, classId: number, wish: NewMembers): Promise<ClassMember[]> {
    return this.act(leader, classId, async (act) => {
      const { led, manager } = act;
      this.rights.requireOpen(led);
      const ids =
        'user_ids' in wish
          ? await this.peopleOf(wish.user_ids, led, manager)
          : await this.users.insertForClass(classId, wish.class_accounts, manager);
      for (const id of ids) await this.enrol(id, 'teacher', 'member', act);
      return this.members.some(led, ids, manager);
    });
  }

  /**
   * Found by an address that the teacher knows already.
   * @throws AppError `not_found`, `class_archived`, `role_needed` also where there is no such account: the answer tells nothing
   */
  addTeacher(leader: Leader, classId: number, email: string): Promise<ClassMember> {
    return this.act(leader, classId, async (act) => {
      const { led, manager } = act;
      this.rights.requireOpen(led);
      const user = await this.users.findByEmail(email);
      if (!user || user.blocked || user.role === 'user') throw new AppError('role_needed');
      await this.enrol(user.id, 'teacher', 'teacher', act);
      return this.members.one(led, user.id, manager);
    });
  }

  /** @throws AppError `not_found`, `forbidden` for a teacher of the same class, `role_needed`, `last_teacher` */
  async change(leader: Leader, classId: number, userId: number, change: MemberChange): Promise<ClassMember> {
    let refs: readonly ContainerRef[] = [];
    const changed = await this.act(leader, classId, async (act) => {
      const member = await this.memberFor(leader, act, userId);
      if (change.name !== undefined) await this.rename(member, change.name, act);
      if (change.role !== undefined && change.role !== member.role) await this.setRole(member, change.role, act);
      if (change.blocked !== undefined) refs = await this.setBlocked(leader, member, change.blocked, act);
      return this.members.one(act.led, userId, act.manager);
    });
    this.containers.begin(refs, 'stop');
    return changed;
  }

  /**
   * Takes an own account out of the class, and deletes an account of the class.
   * @param days until the data of such an account is erased
   * @throws AppError `not_found`, `forbidden` for a teacher of the same class, `last_teacher`
   */
  async remove(
    leader: Leader,
    classId: number,
    userId: number,
    days = this.settings.get('deletion_days'),
  ): Promise<void> {
    let refs: readonly ContainerRef[] = [];
    await this.act(leader, classId, async (act) => {
      const member = await this.memberFor(leader, act, userId);
      if (member.role === 'teacher') await this.requireOtherTeacher(member, act);
      if (member.isClassAccount) {
        await this.deletions.delete(userId, { by: leader.userId, days }, act.manager);
        await act.record('user_deleted', userId, { days });
        refs = await this.containers.intend(userId, 'remove', act.manager);
      } else await takeOut(act.led.id, userId, act.manager);
      await act.record('member_removed', userId);
    });
    this.containers.begin(refs, 'remove');
  }

  /** @throws AppError `not_found` where they are not in the class, `last_teacher` */
  async leave({ userId, ip }: Leader, classId: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT FROM class WHERE id = $1 FOR NO KEY UPDATE', [classId]);
      const member = await this.rights.member(classId, userId, manager);
      if (member.role === 'teacher') await requireOtherTeacher(classId, userId, manager);
      await takeOut(classId, userId, manager);
      await this.audit.recordWith(manager, {
        ...{ action: 'member_removed', actor: userId, about: userId, classId, from: ip, facts: { by: 'member' } },
      });
    });
  }

  private act<Result>({ userId, ip }: Leader, classId: number, work: (act: Act) => Promise<Result>): Promise<Result> {
    return this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(classId, userId, manager);
      const event = { actor: userId, classId, subject: led.name, from: ip };
      return work({
        led,
        manager,
        record: (action, about, facts = {}) => this.audit.recordWith(manager, { ...event, action, about, facts }),
      });
    });
  }

  /** Teachers do not act on each other, and on admins neither; each may go. */
  private async memberFor({ userId: actor }: Leader, { led, manager }: Act, userId: number): Promise<LedMember> {
    const member = await this.rights.member(led.id, userId, manager);
    const isEqual = member.role === 'teacher' || member.accountRole === 'admin';
    if (led.as === 'teacher' && isEqual && userId !== actor) throw new AppError('forbidden');
    return member;
  }

  private async peopleOf(ids: readonly number[], { as }: LedClass, manager: EntityManager): Promise<number[]> {
    if (as !== 'admin') throw new AppError('forbidden');
    const found = await manager.query<{ id: number }[]>(
      'SELECT id FROM users WHERE id = ANY($1) AND class_id IS NULL AND deleted_at IS NULL ORDER BY id FOR SHARE',
      [ids],
    );
    if (found.length !== new Set(ids).size) throw new AppError('not_found');
    return found.map(({ id }) => id);
  }

  /** Who is in the class already stays what they are, except that a member becomes a teacher. */
  private async enrol(userId: number, via: JoinedVia, role: MemberRole, { led, manager, record }: Act): Promise<void> {
    const [added] = await manager.query<unknown[]>(
      `INSERT INTO class_member (class_id, user_id, role, joined_via, joined_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (class_id, user_id) DO UPDATE SET role = 'teacher', state = 'in'
       WHERE excluded.role = 'teacher' AND class_member.role <> 'teacher' RETURNING user_id`,
      [led.id, userId, role, via, this.clock.now()],
    );
    if (!added) return;
    if (role === 'teacher') await this.endHelpCall(userId, led.id, manager);
    await record('member_added', userId, { via, role });
  }

  private async rename({ userId, isClassAccount }: LedMember, name: string | null, { led, manager, record }: Act) {
    if (isClassAccount) {
      if (name === null) throw new InvalidRequest([{ path: ['name'], message: 'is all that this account is called' }]);
      await manager.update(User, { id: userId }, { displayName: name, version: () => 'version + 1' });
    } else {
      await manager.query('UPDATE class_member SET roster_name = $3 WHERE class_id = $1 AND user_id = $2', [
        ...[led.id, userId, name],
      ]);
    }
    await record('member_changed', userId, { field: 'name' });
  }

  private async setRole(member: LedMember, role: MemberRole, act: Act): Promise<void> {
    if (role === 'teacher' && member.accountRole === 'user') throw new AppError('role_needed');
    if (role === 'member') await this.requireOtherTeacher(member, act);
    await act.manager.query('UPDATE class_member SET role = $3 WHERE class_id = $1 AND user_id = $2', [
      ...[act.led.id, member.userId, role],
    ]);
    if (role === 'teacher') await this.endHelpCall(member.userId, act.led.id, act.manager);
    await act.record('member_changed', member.userId, { field: 'role', to: role });
  }

  /** Only members call, and a teacher could not withdraw it. */
  private async endHelpCall(userId: number, classId: number, manager: EntityManager): Promise<void> {
    await manager.query('UPDATE help_call SET done_at = $3 WHERE class_id = $1 AND user_id = $2 AND done_at IS NULL', [
      classId,
      userId,
      this.clock.now(),
    ]);
  }

  /** An own account is blocked by admins only: it is more than this class. */
  private async setBlocked({ userId: by }: Leader, { userId, isClassAccount }: LedMember, blocked: boolean, act: Act) {
    if (!isClassAccount) throw new AppError('forbidden');
    if (!blocked) {
      await this.blocks.unblock(userId, act.manager);
      await act.record('user_unblocked', userId);
      return [];
    }
    await this.blocks.block(userId, { by, reason: null, told: false }, act.manager);
    await act.record('user_blocked', userId, { reason: null, told: false, containers: 'stop' });
    return this.containers.intend(userId, 'stop', act.manager);
  }

  private requireOtherTeacher({ userId }: LedMember, { led, manager }: Act): Promise<void> {
    return requireOtherTeacher(led.id, userId, manager);
  }
}

/** @throws AppError `last_teacher` */
async function requireOtherTeacher(classId: number, userId: number, manager: EntityManager): Promise<void> {
  const others = await manager.query<unknown[]>(
    `SELECT FROM class_member JOIN users ON users.id = user_id AND users.role <> 'user' AND NOT blocked AND deleted_at IS NULL
     WHERE class_member.class_id = $1 AND user_id <> $2 AND class_member.role = 'teacher' LIMIT 1`,
    [classId, userId],
  );
  if (others.length === 0) throw new AppError('last_teacher');
}

async function takeOut(classId: number, userId: number, manager: EntityManager): Promise<void> {
  await manager.query('DELETE FROM class_member WHERE class_id = $1 AND user_id = $2', [classId, userId]);
}
