import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AppError } from '../errors/app-error.js';

/** A class, for somebody who may lead it. */
export interface LedClass {
  readonly id: number;
  readonly name: string;
  /** An admin leads every class, also those of which they are a teacher. */
  readonly as: 'admin' | 'teacher';
  readonly archivedAt: Date | null;
  /** In order: a lesson starts the first. */
  readonly templates: readonly string[];
}

/** A member, for somebody who leads the class. */
export interface LedMember {
  readonly userId: number;
  readonly slug: string;
  readonly role: 'member' | 'teacher';
  readonly state: 'in' | 'waiting';
  readonly accountRole: 'admin' | 'manager' | 'user';
  /** The account belongs to this class. */
  readonly isClassAccount: boolean;
}

const LED = `
  SELECT class.id, class.name, class.archived_at AS "archivedAt",
    CASE users.role WHEN 'admin' THEN 'admin' ELSE 'teacher' END AS as,
    ARRAY(SELECT type FROM class_template WHERE class_id = class.id ORDER BY position) AS templates
  FROM class JOIN users ON users.id = $1 AND NOT users.blocked AND users.deleted_at IS NULL
  WHERE (users.role = 'admin' OR (users.role = 'manager' AND EXISTS (
    SELECT FROM class_member WHERE class_id = class.id AND user_id = users.id AND role = 'teacher'
  )))`;

/** Who leads which class: its teachers, while they have the role manager, and admins. */
@Injectable()
export class ClassRights {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws AppError `not_found`, also where there is such a class and somebody else leads it */
  async led(classId: number, userId: number, manager = this.dataSource.manager): Promise<LedClass> {
    return this.only(await manager.query<LedClass[]>(`${LED} AND class.id = $2`, [userId, classId]));
  }

  /** All that are not archived. */
  allOpen(userId: number): Promise<LedClass[]> {
    return this.dataSource.query<LedClass[]>(`${LED} AND class.archived_at IS NULL`, [userId]);
  }

  /**
   * The same until the end of the transaction. Changes of a class and of its members are one after the other: of two
   * teachers who leave at the same time one finds that they are the last.
   */
  async lock(classId: number, userId: number, manager: EntityManager): Promise<LedClass> {
    await manager.query('SELECT FROM class WHERE id = $1 FOR NO KEY UPDATE', [classId]);
    return this.only(await manager.query<LedClass[]>(`${LED} AND class.id = $2 FOR SHARE OF users`, [userId, classId]));
  }

  /**
   * One of its templates, by default the first.
   * @throws AppError `unknown_type`
   */
  template({ templates }: LedClass, type = templates[0] ?? ''): string {
    if (!templates.includes(type)) throw new AppError('unknown_type', { type, types: templates.join(', ') });
    return type;
  }

  /** For what starts, adds or hands out something. @throws AppError `class_archived` */
  requireOpen(led: LedClass): void {
    if (led.archivedAt) throw new AppError('class_archived');
  }

  /** @throws AppError `forbidden`: leading a class is no right to other templates of its members */
  async requireTemplate(classId: number, type: string, manager = this.dataSource.manager): Promise<void> {
    const [template] = await manager.query<unknown[]>('SELECT FROM class_template WHERE class_id = $1 AND type = $2', [
      ...[classId, type],
    ]);
    if (!template) throw new AppError('forbidden');
  }

  /** @throws AppError `not_found` where they are not in the class */
  async member(classId: number, userId: number, manager = this.dataSource.manager): Promise<LedMember> {
    const [member] = await manager.query<LedMember[]>(
      `SELECT member.user_id AS "userId", users.slug, member.role, member.state, users.role AS "accountRole",
         users.class_id IS NOT DISTINCT FROM member.class_id AS "isClassAccount"
       FROM class_member member JOIN users ON users.id = member.user_id AND users.deleted_at IS NULL
       WHERE member.class_id = $1 AND member.user_id = $2`,
      [classId, userId],
    );
    if (!member) throw new AppError('not_found');
    return member;
  }

  /**
   * Somebody whose containers the class is about: no teacher of it and no admin, nor who waits to be let in.
   * @throws AppError `not_found`, `forbidden`
   */
  async plainMember(classId: number, userId: number, manager = this.dataSource.manager): Promise<LedMember> {
    const member = await this.member(classId, userId, manager);
    const isPlain = member.role === 'member' && member.state === 'in' && member.accountRole !== 'admin';
    if (!isPlain) throw new AppError('forbidden');
    return member;
  }

  private only(rows: readonly LedClass[]): LedClass {
    const [led] = rows;
    if (!led) throw new AppError('not_found');
    return led;
  }
}
