import { Injectable } from '@nestjs/common';
import type { AuditAction, Class, ClassChange, NewClass } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuditFacts } from '../audit/audit-event.entity.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { Clock } from '../background/clock.js';
import { AppError } from '../errors/app-error.js';
import { ChangedMeanwhile } from '../errors/changed-meanwhile.error.js';
import { InstallationSettings } from '../settings/installation-settings.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { UsersService } from '../users/users.service.js';
import { ClassList } from './class-list.js';
import { ClassRights, type LedClass } from './class-rights.js';

const DAY_MS = 86_400_000;

/** Who acts on a class, and from where. */
export interface Leader {
  readonly userId: number;
  /** Null in a job. */
  readonly ip: string | null;
}

interface Act {
  readonly led: LedClass;
  readonly manager: EntityManager;
  readonly record: (action: AuditAction, facts?: AuditFacts) => Promise<void>;
}

/** What a class itself is; its members are acts of their own. */
@Injectable()
export class ClassActs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly classes: ClassList,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly catalogue: TemplateCatalogue,
    private readonly settings: InstallationSettings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * Whoever makes it is its teacher.
   * @throws AppError `unknown_type`, `forbidden` where only admins make classes
   */
  async create({ userId, ip }: Leader, wish: NewClass): Promise<Class> {
    const { name, kind, description, templates, ends_on: endsOn } = wish;
    this.checkTemplates(templates);
    return this.dataSource.transaction(async (manager) => {
      const { role } = await this.users.lock(userId, manager);
      const mayCreate = role === 'admin' || (role === 'manager' && this.settings.get('managers_create_classes'));
      if (!mayCreate) throw new AppError('forbidden');
      const now = this.clock.now();
      const [created] = await manager.query<[{ id: number }]>(
        `INSERT INTO class (name, kind, description, ends_on, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
        [name, kind, description, endsOn, userId, now],
      );
      const { id } = created;
      await manager.query(
        `INSERT INTO class_member (class_id, user_id, role, joined_via, joined_at) VALUES ($1, $2, 'teacher', 'teacher', $3)`,
        [id, userId, now],
      );
      await setTemplates(id, templates, manager);
      await this.audit.recordWith(manager, {
        ...{ action: 'class_created', actor: userId, classId: id, subject: name, from: ip },
      });
      return this.classes.one(id, manager);
    });
  }

  /** @throws AppError `not_found`, `unknown_type`, `changed_meanwhile` */
  async change(leader: Leader, id: number, { version, templates, ...values }: ClassChange): Promise<Class> {
    return this.act(leader, id, async ({ manager, record }) => {
      if (templates) this.checkTemplates(templates);
      const before = await this.classes.one(id, manager);
      if (before.version !== version) throw new ChangedMeanwhile(before);
      // The names are those of the contract, which are the columns.
      const columns = Object.keys(values);
      const sets = columns.map((column, index) => `${column} = $${String(index + 2)}, `).join('');
      await manager.query(`UPDATE class SET ${sets}version = version + 1 WHERE id = $1`, [
        id,
        ...Object.values(values),
      ]);
      if (templates) await setTemplates(id, templates, manager);
      if (values.ends_on) await this.sessions.endBy(await accountsOf(id, manager), nextDay(values.ends_on), manager);
      if (values.own_devices === false || values.cards_when === 'lesson')
        await this.sessions.endOnOwnDevices(await accountsOf(id, manager), manager);
      await record('class_changed', { fields: [...columns, ...(templates ? ['templates'] : [])].join(' ') });
    });
  }

  /** Nothing starts through an archived class, and the logins of its accounts end. @throws AppError `not_found` */
  archive(leader: Leader, id: number): Promise<Class> {
    return this.setArchived(leader, id, true);
  }

  /** @throws AppError `not_found` */
  unarchive(leader: Leader, id: number): Promise<Class> {
    return this.setArchived(leader, id, false);
  }

  /** @throws AppError `not_found`, `class_in_use` while accounts belong to it, also deleted ones that are not erased yet */
  async delete({ userId, ip }: Leader, id: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { name } = await this.rights.lock(id, userId, manager);
      const accounts = await manager.query<unknown[]>('SELECT FROM users WHERE class_id = $1 LIMIT 1', [id]);
      if (accounts.length > 0) throw new AppError('class_in_use');
      await manager.query('DELETE FROM class WHERE id = $1', [id]);
      await this.audit.recordWith(manager, {
        ...{ action: 'class_deleted', actor: userId, classId: id, subject: name, from: ip },
      });
    });
  }

  private setArchived(leader: Leader, id: number, archived: boolean): Promise<Class> {
    return this.act(leader, id, async ({ led, manager, record }) => {
      if ((led.archivedAt !== null) === archived) return;
      await manager.query('UPDATE class SET archived_at = $2, version = version + 1 WHERE id = $1', [
        id,
        archived ? this.clock.now() : null,
      ]);
      if (archived) await this.sessions.endAllOf(await accountsOf(id, manager), manager);
      await record(archived ? 'class_archived' : 'class_unarchived');
    });
  }

  private act({ userId, ip }: Leader, id: number, work: (act: Act) => Promise<void>): Promise<Class> {
    return this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(id, userId, manager);
      await work({
        led,
        manager,
        record: (action, facts = {}) =>
          this.audit.recordWith(manager, { action, actor: userId, classId: id, subject: led.name, from: ip, facts }),
      });
      return this.classes.one(id, manager);
    });
  }

  private checkTemplates(types: readonly string[]): void {
    for (const type of types) this.catalogue.get(type);
  }
}

/** Those that belong to the class. */
async function accountsOf(classId: number, manager: EntityManager): Promise<number[]> {
  const accounts = await manager.query<{ id: number }[]>('SELECT id FROM users WHERE class_id = $1', [classId]);
  return accounts.map(({ id }) => id);
}

const nextDay = (day: string): Date => new Date(Date.parse(day) + DAY_MS);

async function setTemplates(classId: number, types: readonly string[], manager: EntityManager): Promise<void> {
  await manager.query('DELETE FROM class_template WHERE class_id = $1', [classId]);
  await manager.query(
    `INSERT INTO class_template (class_id, type, position)
     SELECT $1, type, number FROM unnest($2::text[]) WITH ORDINALITY AS given (type, number)`,
    [classId, types],
  );
}
