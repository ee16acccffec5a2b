import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type FindOptionsWhere, In, IsNull, LessThan, LessThanOrEqual, Repository } from 'typeorm';
import { AuditTrail, nameOfGone } from '../audit/audit-trail.js';
import { LESSON_VISIT_SECONDS, VISIT_SECONDS } from '../auth/sessions/lifetimes.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { Clock } from '../background/clock.js';
import { ClassChanges } from '../classes/class-changes.js';
import { Settings } from '../config/settings.js';
import { type ContainerKey, type ServiceId, serviceName } from '../container-ref/container-ref.js';
import { InvalidRequest } from '../errors/invalid-request.error.js';
import type { ClientInfo } from '../http/client-info.js';
import type { Principal } from '../http/principal.js';
import { MailQueue } from '../mail/queue/mail-queue.js';
import { type VisitMail, visitMail } from '../mail/visit.mail.js';
import { Admins } from '../users/admins.js';
import { nameOf } from '../users/name-of.js';
import { UserBlocks } from '../users/user-blocks.js';
import { UserDeletions } from '../users/user-deletions.js';
import { UsersService } from '../users/users.service.js';
import { Visit } from './visit.entity.js';
import { type VisitRight, VisitRights } from './visit-rights.js';

type MailFacts = Omit<VisitMail, 'to' | 'at'> & { readonly at: string };

const MAIL = 'admin_visit';
/** How long the notice is tried: it matters after the visit, too. */
const MAIL_SECONDS = 3 * 86_400;
const DAY_MS = 86_400_000;
const REASON = /(\p{L}.*){3}/u;

/** Lets admins and teachers into the services of others, never without a notice to the owner. */
@Injectable()
export class Visits {
  private readonly logger = new Logger(Visits.name);
  /** Visitors and owners of visits that go on, as of the last sweep. */
  private concerned = new Set<number>();

  constructor(
    @InjectRepository(Visit) private readonly visits: Repository<Visit>,
    private readonly rights: VisitRights,
    private readonly users: UsersService,
    private readonly audit: AuditTrail,
    private readonly mails: MailQueue,
    private readonly clock: Clock,
    private readonly settings: Settings,
    sessions: SessionsService,
    admins: Admins,
    classes: ClassChanges,
    blocks: UserBlocks,
    deletions: UserDeletions,
  ) {
    mails.register(MAIL, {
      compose: ({ to, facts }) => {
        const { at, ...about } = facts as unknown as MailFacts;
        return Promise.resolve(visitMail({ to, ...about, at: new Date(at) }));
      },
    });
    // Visits end in the transaction that ends their login or blocks their visitor.
    sessions.ended.add((ids, manager) => this.end({ sessionId: In(ids) }, manager));
    blocks.enforced.add((ids, manager) => this.end({ visitorId: In(ids) }, manager));
    deletions.erased.add(async (id, manager) => {
      await manager.update(Visit, { visitorId: id }, { visitorName: nameOfGone(id) });
    });
    const endUnfounded = (): void => {
      this.endUnfounded().catch((error: unknown) => {
        // The sweep tries again.
        this.logger.warn({ err: error }, 'could not end the visits of those who may not visit any more');
      });
    };
    admins.onChange(endUnfounded);
    classes.subscribe((change) => {
      const isAboutVisits = change === 'all' || change.user_id === null || this.concerned.has(change.user_id);
      if (isAboutVisits && this.concerned.size > 0) endUnfounded();
    });
  }

  /** @throws AppError `forbidden`, `not_found` */
  async look(service: ServiceId, visitor: Principal): Promise<VisitRight> {
    return this.visits.manager.transaction((manager) => this.rights.check(service, visitor, manager));
  }

  /**
   * Stored with its audit event before it is granted: what cannot be stored is not granted.
   * @throws AppError `forbidden`, `not_found`; InvalidRequest where a reason is needed
   */
  async grant(
    service: ServiceId,
    visitor: Principal,
    from: ClientInfo,
    reason: string | null,
  ): Promise<{ readonly visitId: string; readonly ownerId: number }> {
    const visitId = randomUUID();
    const at = this.clock.now();
    const owner = await this.visits.manager.transaction(async (manager) => {
      const right = await this.rights.check(service, visitor, manager);
      if (needsReason(right) && !(reason && REASON.test(reason)))
        throw new InvalidRequest([{ path: ['reason'], message: 'needs at least three letters' }]);
      const { owner: found, led } = right;
      const account = await this.users.get(visitor.userId, manager);
      // A teacher's mail address is nothing for pupils.
      const by = led ? (account.displayName ?? account.slug) : nameOf(account);
      await manager.insert(Visit, {
        id: visitId,
        visitorId: visitor.userId,
        visitorName: by,
        visitorRole: led ? 'teacher' : 'admin',
        classId: led?.classId ?? null,
        sessionId: visitor.sessionId,
        userId: found.id,
        type: service.type,
        at,
        expiresAt: new Date(at.getTime() + secondsOf(right) * 1000),
        reason,
      });
      await this.audit.recordWith(manager, {
        action: 'visit_begun',
        actor: visitor.userId,
        about: found.id,
        classId: led?.classId ?? null,
        subject: serviceName(service),
        from: from.ip,
        facts: { visit: visitId, type: service.type, reason, ...(led && { class: led.className }) },
      });
      // In a lesson the room knows that the teacher looks; the card says it as well.
      if (found.email !== null && !led?.inLesson)
        await this.mails.add(
          {
            id: randomUUID(),
            kind: MAIL,
            to: found.email,
            facts: {
              ...{ by, service: serviceName(service), at: at.toISOString(), reason, language: found.language },
              className: led?.className ?? null,
            } satisfies MailFacts,
            seconds: MAIL_SECONDS,
          },
          manager,
        );
      return found;
    });
    this.mails.wake();
    this.concerned.add(visitor.userId).add(owner.id);
    return { visitId, ownerId: owner.id };
  }

  /** The owner has read the notice. */
  async dismiss({ userId, type }: ContainerKey): Promise<void> {
    const now = this.clock.now();
    await this.visits.update({ userId, type, dismissedAt: IsNull() }, { dismissedAt: now });
    await this.visits.query(
      `UPDATE card_notice SET dismissed_at = $3 WHERE user_id = $1 AND container_type = $2 AND dismissed_at IS NULL`,
      [userId, type, now],
    );
  }

  /** Ends those whose time is up, and with them what they have open. */
  async sweep(): Promise<void> {
    await this.end({ expiresAt: LessThanOrEqual(this.clock.now()) });
    await this.endUnfounded();
  }

  /** Ends the visits of those whose rights or login were taken away past the code that ends visits as well. */
  private async endUnfounded(): Promise<void> {
    const live = await this.visits.findBy({ endedAt: IsNull() });
    this.concerned = new Set(live.flatMap(({ visitorId, userId }) => [visitorId, userId]));
    for (const visit of live) {
      await this.visits.manager.transaction(async (manager) => {
        if (!(await this.rights.holds(visit, manager))) await this.end({ id: visit.id }, manager);
      });
    }
  }

  /** As long as the audit trail: the names in it belong to people. */
  async forget(): Promise<void> {
    const oldest = this.clock.now().getTime() - this.settings.auditRetentionDays * DAY_MS;
    await this.visits.delete({ at: LessThan(new Date(oldest)) });
  }

  private async end(which: FindOptionsWhere<Visit>, manager = this.visits.manager): Promise<void> {
    await manager.update(Visit, { ...which, endedAt: IsNull() }, { endedAt: this.clock.now() });
  }
}

/** Teachers give one, except in a lesson. */
export const needsReason = ({ led }: VisitRight): boolean => led !== null && !led.inLesson;

export const secondsOf = ({ led }: VisitRight): number => (led?.inLesson ? LESSON_VISIT_SECONDS : VISIT_SECONDS);
