import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { ADMIN_VISIT_SECONDS } from '../auth/sessions/lifetimes.js';
import { Clock } from '../background/clock.js';
import { type ContainerKey, type ServiceId, serviceName } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import type { ClientInfo } from '../http/client-info.js';
import type { Principal } from '../http/principal.js';
import { adminVisitMail } from '../mail/admin-visit.mail.js';
import { MailDelivery } from '../mail/mail-delivery.js';
import { AdminVisit } from './admin-visit.entity.js';

export interface ServiceOwner {
  readonly id: number;
  readonly email: string;
}

/** Lets admins into other people's services, never without the owner being told. */
@Injectable()
export class AdminVisits {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditTrail,
    private readonly mails: MailDelivery,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `forbidden`, `not_found` */
  async ownerOf(service: ServiceId, admin: Principal): Promise<ServiceOwner> {
    const { manager } = this.dataSource;
    await checkAdmin(manager, admin);
    return findOwner(manager, service);
  }

  /**
   * Writes down and announces first: what cannot be stored is not granted either.
   * @throws AppError `forbidden`, `not_found`
   */
  async grant(
    service: ServiceId,
    admin: Principal,
    from: ClientInfo,
  ): Promise<{ readonly visitId: string; readonly ownerId: number }> {
    const visitId = randomUUID();
    const at = this.clock.now();
    const owner = await this.dataSource.transaction(async (manager) => {
      await checkAdmin(manager, admin);
      const found = await findOwner(manager, service);
      const expiresAt = new Date(at.getTime() + ADMIN_VISIT_SECONDS * 1000);
      await manager.insert(AdminVisit, {
        id: visitId,
        adminId: admin.userId,
        sessionId: admin.sessionId,
        userId: found.id,
        type: service.type,
        at,
        expiresAt,
      });
      const facts = { visit: visitId, owner: found.email, type: service.type };
      await this.audit.recordWith(manager, {
        action: 'admin_visit',
        actor: admin.userId,
        subject: serviceName(service),
        from: from.ip,
        facts,
      });
      return found;
    });
    this.mails.afterwards(() =>
      Promise.resolve(adminVisitMail({ to: owner.email, by: admin.email, service: serviceName(service), at })),
    );
    return { visitId, ownerId: owner.id };
  }

  /** The owner has taken note. */
  async dismiss({ userId, type }: ContainerKey): Promise<void> {
    const told = { userId, type, dismissedAt: IsNull() };
    await this.dataSource.manager.update(AdminVisit, told, { dismissedAt: this.clock.now() });
  }

  /** Ends those whose time is up, with what is open by them. */
  async sweep(): Promise<void> {
    await this.dataSource.query('UPDATE admin_visit SET ended_at = $1 WHERE ended_at IS NULL AND expires_at <= $1', [
      this.clock.now(),
    ]);
  }
}

/** Until the transaction is over whoever demotes or blocks the admin, or logs them out, waits, and ends this visit too. */
async function checkAdmin(manager: EntityManager, { userId, sessionId }: Principal): Promise<void> {
  const rows = await manager.query<unknown[]>(
    `SELECT FROM users JOIN session ON session.user_id = users.id
     WHERE users.id = $1 AND users.is_admin AND NOT users.blocked AND session.id = $2 AND session.revoked_at IS NULL
     FOR SHARE`,
    [userId, sessionId],
  );
  if (rows.length === 0) throw new AppError('forbidden');
}

async function findOwner(manager: EntityManager, { slug, type }: ServiceId): Promise<ServiceOwner> {
  const [owner] = await manager.query<ServiceOwner[]>(
    `SELECT users.id, users.email FROM users JOIN user_container card ON card.user_id = users.id
     WHERE users.slug = $1 AND card.container_type = $2`,
    [slug, type],
  );
  if (!owner) throw new AppError('not_found');
  return owner;
}
