import { Injectable } from '@nestjs/common';
import type { MailRule, StoredMailRules as Stored } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { ChangedMeanwhile } from '../errors/changed-meanwhile.error.js';

/** The mail rules are one value: their order is their meaning, and they are always saved together. */
@Injectable()
export class StoredMailRules {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditTrail,
  ) {}

  async read(manager = this.dataSource.manager): Promise<Stored> {
    const [row] = await manager.query<Stored[]>('SELECT rules, version FROM mail_rules');
    return row ?? { rules: [], version: 0 };
  }

  /** @throws AppError `changed_meanwhile` */
  async replace(rules: readonly MailRule[], version: number, actor: number, from: string): Promise<Stored> {
    return this.dataSource.transaction(async (manager) => {
      const [[row]] = await manager.query<[Stored[], number]>(
        'UPDATE mail_rules SET rules = $1, version = version + 1 WHERE version = $2 RETURNING rules, version',
        [JSON.stringify(rules), version],
      );
      if (!row) throw new ChangedMeanwhile(await this.read(manager));
      // Patterns may be mail addresses, which do not belong into the audit trail.
      await this.audit.recordWith(manager, {
        action: 'mail_rule_changed',
        actor,
        from,
        facts: { rules: rules.length, version: row.version },
      });
      return row;
    });
  }
}
