import { Injectable } from '@nestjs/common';
import type { AuditAction } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuditFacts } from '../../audit/audit-event.entity.js';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { UsersService } from '../../users/users.service.js';
import type { Leader } from '../class-acts.js';
import { ClassRights } from '../class-rights.js';
import { GUEST_DAYS } from './guest-ends.js';
import { GUEST_STAYS_MS } from './guest-room.js';

interface Act {
  readonly classId: number;
  readonly manager: EntityManager;
  readonly record: (action: AuditAction, about: number | null, facts?: AuditFacts) => Promise<void>;
}

/** A teacher lets people in who wait, or refuses them. */
@Injectable()
export class Admissions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly users: UsersService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `not_found` also where they do not wait, `class_archived` */
  person(leader: Leader, classId: number, userId: number, admit: boolean): Promise<void> {
    return this.act(leader, classId, (act) => (admit ? this.admit(userId, act) : this.refuse(userId, act)));
  }

  /** @throws AppError `not_found` also where they do not wait, `class_archived`, `class_full` */
  guest(leader: Leader, classId: number, guestId: number, admit: boolean): Promise<void> {
    return this.act(leader, classId, (act) => (admit ? this.admitGuest(guestId, act) : this.refuseGuest(guestId, act)));
  }

  /** @throws AppError `not_found`, `class_archived`, `class_full` */
  all(leader: Leader, classId: number): Promise<void> {
    return this.act(leader, classId, async (act) => {
      const people = await act.manager.query<{ id: number }[]>(
        `SELECT user_id AS id FROM class_member WHERE class_id = $1 AND state = 'waiting' ORDER BY joined_at`,
        [classId],
      );
      for (const { id } of people) await this.admit(id, act);
      const guests = await act.manager.query<{ id: number }[]>(
        `SELECT id FROM guest WHERE class_id = $1 AND user_id IS NULL AND refused_at IS NULL AND seen_at > $2 ORDER BY id`,
        [classId, new Date(this.clock.now().getTime() - GUEST_STAYS_MS)],
      );
      for (const { id } of guests) await this.admitGuest(id, act);
    });
  }

  private act({ userId, ip }: Leader, classId: number, work: (act: Act) => Promise<void>): Promise<void> {
    return this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(classId, userId, manager);
      this.rights.requireOpen(led);
      const event = { actor: userId, classId, subject: led.name, from: ip };
      await work({
        classId,
        manager,
        record: (action, about, facts = {}) => this.audit.recordWith(manager, { ...event, action, about, facts }),
      });
    });
  }

  private async admit(userId: number, { classId, manager, record }: Act): Promise<void> {
    const [, admitted] = await manager.query<[unknown[], number]>(
      `UPDATE class_member SET state = 'in' WHERE class_id = $1 AND user_id = $2 AND state = 'waiting'`,
      [classId, userId],
    );
    if (admitted === 0) throw new AppError('not_found');
    await record('member_added', userId, { via: 'code', role: 'member' });
  }

  private async refuse(userId: number, { classId, manager, record }: Act): Promise<void> {
    const [, refused] = await manager.query<[unknown[], number]>(
      `DELETE FROM class_member WHERE class_id = $1 AND user_id = $2 AND state = 'waiting'`,
      [classId, userId],
    );
    if (refused === 0) throw new AppError('not_found');
    await manager.query('UPDATE class SET join_used = GREATEST(join_used - 1, 0) WHERE id = $1', [classId]);
    await record('join_refused', userId);
  }

  private async admitGuest(guestId: number, { classId, manager, record }: Act): Promise<void> {
    const name = await nameOfWaiting(guestId, classId, manager);
    const [, seat] = await manager.query<[unknown[], number]>(
      'UPDATE class SET join_used = join_used + 1 WHERE id = $1 AND (join_seats IS NULL OR join_used < join_seats)',
      [classId],
    );
    if (seat === 0) throw new AppError('class_full');
    const [id = 0] = await this.users.insertForClass(classId, [{ name }], manager);
    await manager.query(
      `INSERT INTO class_member (class_id, user_id, role, joined_via, joined_at) VALUES ($1, $2, 'member', 'guest', $3)`,
      [classId, id, this.clock.now()],
    );
    await manager.query('UPDATE users SET ends_on = $2::timestamptz::date + $3::int WHERE id = $1', [
      ...[id, this.clock.now(), GUEST_DAYS],
    ]);
    await manager.query('UPDATE guest SET user_id = $2 WHERE id = $1', [guestId, id]);
    await record('guest_admitted', id);
  }

  private async refuseGuest(guestId: number, { classId, manager, record }: Act): Promise<void> {
    await nameOfWaiting(guestId, classId, manager);
    await manager.query('UPDATE guest SET refused_at = $2 WHERE id = $1', [guestId, this.clock.now()]);
    await record('join_refused', null);
  }
}

/** Locked: a guest who leaves meanwhile is gone before or after. @throws AppError `not_found` */
async function nameOfWaiting(guestId: number, classId: number, manager: EntityManager): Promise<string> {
  const [guest] = await manager.query<{ name: string }[]>(
    'SELECT name FROM guest WHERE id = $1 AND class_id = $2 AND user_id IS NULL AND refused_at IS NULL FOR UPDATE',
    [guestId, classId],
  );
  if (!guest) throw new AppError('not_found');
  return guest.name;
}
