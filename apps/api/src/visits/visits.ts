import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, type FindOptionsWhere, In, IsNull, LessThan, LessThanOrEqual, Repository } from 'typeorm';
import { AuditTrail, nameOfGone } from '../audit/audit-trail.js';
import { ADMIN_VISIT_SECONDS } from '../auth/sessions/lifetimes.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { type ContainerKey, type ServiceId, serviceName } from '../container-ref/container-ref.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { AppError } from '../errors/app-error.js';
import type { ClientInfo } from '../http/client-info.js';
import type { Principal } from '../http/principal.js';
import { MailQueue } from '../mail/queue/mail-queue.js';
import { type VisitMail, visitMail } from '../mail/visit.mail.js';
import { Admins } from '../users/admins.js';
import { nameOf } from '../users/name-of.js';
import type { User } from '../users/user.entity.js';
import { UserBlocks } from '../users/user-blocks.js';
import { UserDeletions } from '../users/user-deletions.js';
import { UsersService } from '../users/users.service.js';
import { Visit } from './visit.entity.js';

type MailFacts = Omit<VisitMail, 'to' | 'at'> & { readonly at: string };

const MAIL = 'admin_visit';
/** How long the notice is tried: it matters after the visit, too. */
const MAIL_SECONDS = 3 * 86_400;
const DAY_MS = 86_400_000;

/** Lets admins into the services of other users, never without a notice to the owner. */
@Injectable()
export class Visits {
  private readonly logger = new Logger(Visits.name);

  constructor(
    @InjectRepository(Visit) private readonly visits: Repository<Visit>,
    private readonly admins: Admins,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly containers: UserContainerRepository,
    private readonly audit: AuditTrail,
    private readonly mails: MailQueue,
    private readonly clock: Clock,
    private readonly settings: Settings,
    blocks: UserBlocks,
    deletions: UserDeletions,
  ) {
    mails.register(MAIL, {
      compose: ({ to, facts }) => {
        const { at, ...about } = facts as unknown as MailFacts;
        return Promise.resolve(visitMail({ to, ...about, at: new Date(at) }));
      },
    });
    // Visits end in the transaction that ends their login or blocks their admin.
    sessions.ended.add((ids, manager) => this.end({ sessionId: In(ids) }, manager));
    blocks.enforced.add((ids, manager) => this.end({ visitorId: In(ids) }, manager));
    deletions.erased.add(async (id, manager) => {
      await manager.update(Visit, { visitorId: id }, { visitorName: nameOfGone(id) });
    });
    admins.onChange(() => {
      this.endUnfounded().catch((error: unknown) => {
        // The sweep tries again.
        this.logger.warn({ err: error }, 'could not end the visits of former admins');
      });
    });
  }

  /** @throws AppError `forbidden`, `not_found` */
  async ownerOf(service: ServiceId, admin: Principal): Promise<User> {
    return this.visits.manager.transaction((manager) => this.findOwner(service, admin, manager));
  }

  /**
   * Stored with its audit event before it is granted: what cannot be stored is not granted.
   * @throws AppError `forbidden`, `not_found`
   */
  async grant(
    service: ServiceId,
    admin: Principal,
    from: ClientInfo,
    reason: string | null,
  ): Promise<{ readonly visitId: string; readonly ownerId: number }> {
    const visitId = randomUUID();
    const at = this.clock.now();
    const owner = await this.visits.manager.transaction(async (manager) => {
      const found = await this.findOwner(service, admin, manager);
      const by = nameOf(await this.users.get(admin.userId, manager));
      const expiresAt = new Date(at.getTime() + ADMIN_VISIT_SECONDS * 1000);
      await manager.insert(Visit, {
        id: visitId,
        visitorId: admin.userId,
        visitorName: by,
        sessionId: admin.sessionId,
        userId: found.id,
        type: service.type,
        at,
        expiresAt,
        reason,
      });
      const facts = { visit: visitId, type: service.type, reason };
      await this.audit.recordWith(manager, {
        action: 'admin_visit',
        actor: admin.userId,
        about: found.id,
        subject: serviceName(service),
        from: from.ip,
        facts,
      });
      const mailFacts: MailFacts = {
        by,
        service: serviceName(service),
        at: at.toISOString(),
        reason,
        language: found.language,
      };
      await this.mails.add(
        { id: randomUUID(), kind: MAIL, to: found.email, facts: { ...mailFacts }, seconds: MAIL_SECONDS },
        manager,
      );
      return found;
    });
    this.mails.wake();
    return { visitId, ownerId: owner.id };
  }

  /** The owner has read the notice. */
  async dismiss({ userId, type }: ContainerKey): Promise<void> {
    await this.visits.update({ userId, type, dismissedAt: IsNull() }, { dismissedAt: this.clock.now() });
  }

  /** Ends those whose time is up, and with them what they have open. */
  async sweep(): Promise<void> {
    await this.end({ expiresAt: LessThanOrEqual(this.clock.now()) });
    await this.endUnfounded();
  }

  /** Ends the visits of admins whose rights or login were taken away in SQL, past the code that ends visits as well. */
  private async endUnfounded(): Promise<void> {
    for (const { id, visitorId, sessionId } of await this.visits.findBy({ endedAt: IsNull() })) {
      await this.visits.manager.transaction(async (manager) => {
        const isFounded =
          (await this.admins.confirm(visitorId, manager)) &&
          (await this.sessions.holds({ userId: visitorId, sessionId }, manager));
        if (!isFounded) await this.end({ id }, manager);
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

  /**
   * Demoting, blocking and logging out the admin wait for the end of the transaction, and then find the new visit.
   * @throws AppError `forbidden`, `not_found`
   */
  private async findOwner(service: ServiceId, admin: Principal, manager: EntityManager): Promise<User> {
    const isAdmin = (await this.admins.confirm(admin.userId, manager)) && (await this.sessions.holds(admin, manager));
    if (!isAdmin) throw new AppError('forbidden');
    const owner = await this.containers.ownerOf(service, manager);
    if (!owner) throw new AppError('not_found');
    return owner;
  }
}
