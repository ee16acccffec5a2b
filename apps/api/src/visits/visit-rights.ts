import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { NAME_IN_CLASS } from '../classes/class-people.js';
import type { ServiceId } from '../container-ref/container-ref.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { AppError } from '../errors/app-error.js';
import type { Principal } from '../http/principal.js';
import { Admins } from '../users/admins.js';
import type { User } from '../users/user.entity.js';
import type { Visit } from './visit.entity.js';

/** By what right somebody visits a service. */
export interface VisitRight {
  readonly owner: User;
  /** The class, of a teacher; null for an admin. */
  readonly led: LedVisit | null;
}

interface LedVisit {
  readonly classId: number;
  readonly className: string;
  /** As the class knows the owner. */
  readonly ownerName: string;
  /** Then a visit is part of the lesson: shorter, and without a reason. */
  readonly inLesson: boolean;
}

type Led = Pick<Visit, 'visitorId' | 'userId' | 'type' | 'classId'>;

/**
 * A class in which $1 teaches and $2 is a member, with the template $3; $4: that class, null for any. Only members: teachers
 * of a class do not visit each other, and nobody but admins visits an admin.
 */
const LED = `
  SELECT class.id AS "classId", class.name AS "className", ${NAME_IN_CLASS} AS "ownerName",
    EXISTS (SELECT FROM lesson WHERE lesson.class_id = class.id AND ended_at IS NULL) AS "inLesson"
  FROM class_member teacher
  JOIN users visitor ON visitor.id = teacher.user_id AND visitor.role = 'manager' AND NOT visitor.blocked
    AND visitor.deleted_at IS NULL
  JOIN class ON class.id = teacher.class_id AND class.archived_at IS NULL
  JOIN class_template template ON template.class_id = class.id AND template.type = $3
  JOIN class_member member ON member.class_id = class.id AND member.user_id = $2
    AND member.role = 'member' AND member.state = 'in'
  JOIN users ON users.id = member.user_id AND users.role <> 'admin' AND users.deleted_at IS NULL
  WHERE teacher.user_id = $1 AND teacher.role = 'teacher' AND ($4::int IS NULL OR class.id = $4)
  ORDER BY "inLesson" DESC, class.id LIMIT 1`;

/** Who may visit whose services: admins all, teachers those of the members of their classes. */
@Injectable()
export class VisitRights {
  constructor(
    private readonly admins: Admins,
    private readonly sessions: SessionsService,
    private readonly containers: UserContainerRepository,
  ) {}

  /**
   * Whatever takes the right away, or ends the login, waits for the end of the transaction, and then finds the new visit.
   * @throws AppError `forbidden`; `not_found` only for admins, so that others learn nothing about services
   */
  async check(service: ServiceId, visitor: Principal, manager: EntityManager): Promise<VisitRight> {
    const isAdmin = await this.admins.confirm(visitor.userId, manager);
    const owner = await this.containers.ownerOf(service, manager);
    if (isAdmin) {
      await this.checkLogin(visitor, manager);
      if (!owner) throw new AppError('not_found');
      return { owner, led: null };
    }
    const led =
      owner && (await this.lock({ visitorId: visitor.userId, userId: owner.id, type: service.type }, manager));
    if (!led) throw new AppError('forbidden');
    await this.checkLogin(visitor, manager);
    return { owner, led };
  }

  /** Whether a visit that goes on may go on. */
  async holds(visit: Visit, manager: EntityManager): Promise<boolean> {
    const { visitorId: userId, sessionId, classId } = visit;
    const mayVisit =
      classId === null ? await this.admins.confirm(userId, manager) : (await this.led(visit, manager)) !== null;
    return mayVisit && this.sessions.holds({ userId, sessionId }, manager);
  }

  private async checkLogin(visitor: Principal, manager: EntityManager): Promise<void> {
    if (!(await this.sessions.holds(visitor, manager))) throw new AppError('forbidden');
  }

  /** Every act on a class and its members locks the class first. */
  private async lock(visit: Omit<Led, 'classId'>, manager: EntityManager): Promise<LedVisit | null> {
    const found = await this.led({ ...visit, classId: null }, manager);
    if (!found) return null;
    await manager.query('SELECT FROM class WHERE id = $1 FOR SHARE', [found.classId]);
    return this.led({ ...visit, classId: found.classId }, manager, 'FOR SHARE OF visitor');
  }

  private async led(
    { visitorId, userId, type, classId }: Led,
    manager: EntityManager,
    lock = '',
  ): Promise<LedVisit | null> {
    const [led] = await manager.query<LedVisit[]>(`${LED} ${lock}`, [visitorId, userId, type, classId]);
    return led ?? null;
  }
}
