import { Injectable } from '@nestjs/common';
import type { OwnDeletion } from '@spawner/contracts';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { Session } from '../auth/sessions/session.entity.js';
import { Clock } from '../background/clock.js';
import { OwnerContainers } from '../containers/owner-containers.js';
import { AppError } from '../errors/app-error.js';
import type { Principal } from '../http/principal.js';
import { Erasure } from '../people/erasure.js';
import { InstallationSettings } from '../settings/installation-settings.js';
import { Admins } from '../users/admins.js';
import { UserDeletions } from '../users/user-deletions.js';
import { UsersService } from '../users/users.service.js';

/** A browser that was left open must not be enough to delete an account. */
const FRESH_MS = 10 * 60_000;

type Login = Pick<Principal, 'userId' | 'sessionId'>;

/** People who delete their own account, where the installation allows it. */
@Injectable()
export class OwnDeletions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: InstallationSettings,
    private readonly users: UsersService,
    private readonly admins: Admins,
    private readonly deletions: UserDeletions,
    private readonly containers: OwnerContainers,
    private readonly erasure: Erasure,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async prospect(login: Login): Promise<OwnDeletion> {
    const { manager } = this.dataSource;
    return {
      allowed: this.settings.get('own_deletion'),
      last_admin: await this.isLastAdmin(login.userId, manager),
      login_fresh_until: (await this.freshUntil(login, manager))?.toISOString() ?? null,
      days: this.settings.get('deletion_days'),
    };
  }

  /** @throws AppError `own_deletion_off`, `fresh_login_needed`, `last_admin` */
  async delete(login: Login, ip: string): Promise<void> {
    if (!this.settings.get('own_deletion')) throw new AppError('own_deletion_off');
    const { userId } = login;
    const days = this.settings.get('deletion_days');
    const event = { action: 'user_deleted', actor: userId, about: userId, subject: String(userId), from: ip } as const;
    const refs = await this.dataSource.transaction(async (manager) => {
      // The admins before the account, as everybody locks them: else two admins could wait for each other.
      if (await this.isLastAdmin(userId, manager)) throw new AppError('last_admin');
      await this.users.lock(userId, manager);
      if (!(await this.freshUntil(login, manager))) throw new AppError('fresh_login_needed');
      const refs = await this.containers.intend(userId, 'remove', manager);
      await this.deletions.delete(userId, { by: null, days }, manager);
      await this.audit.recordWith(manager, { ...event, facts: { days } });
      return refs;
    });
    if (days > 0) this.containers.begin(refs, 'remove');
    else this.erasure.begin();
  }

  /** In a transaction, the other admins stay admins until its end. */
  private async isLastAdmin(userId: number, manager: EntityManager): Promise<boolean> {
    const admins = await this.admins.lock(manager);
    return admins.includes(userId) && admins.length === 1;
  }

  /** Null where the login is older. A session that is renewed stays as old as it is. */
  private async freshUntil({ userId, sessionId: id }: Login, manager: EntityManager): Promise<Date | null> {
    const session = await manager.findOneBy(Session, { id, userId, revokedAt: IsNull() });
    if (!session) return null;
    const until = new Date(session.createdAt.getTime() + FRESH_MS);
    return until > this.clock.now() ? until : null;
  }
}
