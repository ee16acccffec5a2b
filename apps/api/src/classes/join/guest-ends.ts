import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import type { ContainerRef } from '../../container-ref/container-ref.js';
import { OwnerContainers } from '../../containers/owner-containers.js';
import { InstallationSettings } from '../../settings/installation-settings.js';
import { UserDeletions } from '../../users/user-deletions.js';

/** How long a guest stays whose class has no earlier end. */
export const GUEST_DAYS = 90;

/**
 * Deletes the accounts of guests whose last day is over, as a teacher deletes one by hand: their data stays for the days of the
 * setting, and until then an admin can restore it.
 */
@Injectable()
export class GuestEnds {
  constructor(
    private readonly dataSource: DataSource,
    private readonly deletions: UserDeletions,
    private readonly containers: OwnerContainers,
    private readonly settings: InstallationSettings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Each by one process. */
  async run(): Promise<void> {
    for (let refs = await this.next(); refs; refs = await this.next()) this.containers.begin(refs, 'remove');
  }

  /** @returns their containers; null when there is nobody left */
  private next(): Promise<readonly ContainerRef[] | null> {
    return this.dataSource.transaction(async (manager) => {
      const [guest] = await manager.query<{ id: number; classId: number }[]>(
        `SELECT id, class_id AS "classId" FROM users WHERE ends_on < $1::timestamptz::date AND deleted_at IS NULL
         ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`,
        [this.clock.now()],
      );
      if (!guest) return null;
      const days = this.settings.get('deletion_days');
      const refs = await this.containers.intend(guest.id, 'remove', manager);
      await this.deletions.delete(guest.id, { by: null, days }, manager);
      await this.audit.recordWith(manager, {
        ...{ action: 'guest_ended', actor: null, about: guest.id, classId: guest.classId, from: null, facts: { days } },
      });
      return refs;
    });
  }
}
