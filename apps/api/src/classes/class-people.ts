import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ContainerRef } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { ClassRights, type LedClass } from './class-rights.js';

/** A member on whose containers those who lead the class may act. */
export interface ClassPerson {
  readonly userId: number;
  readonly slug: string;
  /** As the class knows them. */
  readonly name: string;
}

interface Wish {
  readonly user_ids?: readonly number[] | undefined;
  readonly all?: true | undefined;
}

interface PersonRow extends ClassPerson {
  readonly isPlain: boolean;
}

/** Of `member` and `users`. Not the mail address, which is not for every teacher. */
export const NAME_IN_CLASS = 'COALESCE(member.roster_name, users.display_name, users.slug)';
/** Of `member` and `users`: neither a teacher of the class nor an admin. */
export const IS_PLAIN = `(member.role = 'member' AND users.role <> 'admin')`;
/** Those who wait to be let in have a row in `class_member` as well. */
export const MEMBERS = `
  class_member member JOIN users ON users.id = member.user_id AND users.deleted_at IS NULL AND member.state = 'in'`;

/** Members, but neither teachers nor admins; and templates of the class only: what else people have is their own. */
@Injectable()
export class ClassPeople {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
  ) {}

  /** In the order of their names. @throws AppError as `named`, `nothing_selected` */
  async find(classId: number, { user_ids: ids }: Wish): Promise<ClassPerson[]> {
    const { manager } = this.dataSource;
    const found = await (ids === undefined ? this.all(classId, manager) : this.named(classId, ids, manager));
    if (found.length === 0) throw new AppError('nothing_selected');
    return found;
  }

  /** In the order of their names. */
  async all(classId: number, manager: EntityManager): Promise<ClassPerson[]> {
    const rows = await this.read(classId, null, manager);
    return rows.filter(({ isPlain }) => isPlain);
  }

  /** @throws AppError `not_found` where one of them is not in the class, `forbidden` for teachers and admins */
  async named(classId: number, ids: readonly number[], manager: EntityManager): Promise<ClassPerson[]> {
    const rows = await this.read(classId, ids, manager);
    if (rows.length < new Set(ids).size) throw new AppError('not_found');
    if (rows.some(({ isPlain }) => !isPlain)) throw new AppError('forbidden');
    return rows;
  }

  /**
   * For an item of a job: who has started it may have lost their rights since, and the person may have left.
   * @throws AppError `forbidden`, `not_found`
   */
  async again(classId: number, startedBy: number | null, userId: number, type: string): Promise<ContainerRef> {
    if (startedBy !== null) await this.led(classId, startedBy);
    await this.rights.requireTemplate(classId, type);
    const [person] = await this.named(classId, [userId], this.dataSource.manager);
    return { userId, slug: person?.slug ?? '', type };
  }

  private async led(classId: number, userId: number): Promise<LedClass> {
    return this.rights.led(classId, userId).catch((error: unknown) => {
      throw error instanceof AppError && error.code === 'not_found' ? new AppError('forbidden') : error;
    });
  }

  /** @param ids null: all */
  private read(classId: number, ids: readonly number[] | null, manager: EntityManager): Promise<PersonRow[]> {
    return manager.query<PersonRow[]>(
      `SELECT users.id AS "userId", users.slug, ${NAME_IN_CLASS} AS name, ${IS_PLAIN} AS "isPlain"
       FROM ${MEMBERS}
       WHERE member.class_id = $1 AND ($2::int[] IS NULL OR users.id = ANY($2))
       ORDER BY lower(${NAME_IN_CLASS}), users.id`,
      [classId, ids],
    );
  }
}
