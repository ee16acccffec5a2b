import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type SettingKey, settingKeys, type SettingsChange, type SettingsResponse } from '@spawner/contracts';
import { type EntityManager, Repository } from 'typeorm';
import type { z } from 'zod';
import { AuditTrail } from '../audit/audit-trail.js';
import { Clock } from '../background/clock.js';
import { outsideText } from '../database/outside-text.js';
import { AppError } from '../errors/app-error.js';
import { ChangedMeanwhile } from '../errors/changed-meanwhile.error.js';
import { UsersService } from '../users/users.service.js';
import { InstallationSettings } from './installation-settings.js';
import { Setting } from './setting.entity.js';

/** What the console reads and changes. */
@Injectable()
export class SettingsChanges {
  constructor(
    @InjectRepository(Setting) private readonly stored: Repository<Setting>,
    private readonly settings: InstallationSettings,
    private readonly users: UsersService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<SettingsResponse> {
    const rows = (await this.stored.find()).filter(({ key }) => settingKeys.includes(key as SettingKey));
    const names = await this.users.namesOf(rows.flatMap(({ changedBy }) => changedBy ?? []));
    const personOf = (id: number | null) => (id === null ? null : { id, name: names.get(id) ?? '' });
    return {
      values: this.settings.all(),
      locked: Object.fromEntries(
        settingKeys.flatMap((key) => {
          const variable = this.settings.lockOf(key);
          return variable === null ? [] : [[key, variable]];
        }),
      ),
      changed: Object.fromEntries(
        rows.map(({ key, changedBy, changedAt }) => [key, { by: personOf(changedBy), at: changedAt.toISOString() }]),
      ),
      version: versionOf(rows),
    };
  }

  /** @throws AppError `setting_locked`, `changed_meanwhile` */
  async change(
    { version, values }: z.output<typeof SettingsChange>,
    by: number,
    from: string,
  ): Promise<SettingsResponse> {
    const wanted = Object.entries(values) as [SettingKey, unknown][];
    for (const [key] of wanted) {
      const variable = this.settings.lockOf(key);
      if (variable !== null) throw new AppError('setting_locked', { variable });
    }
    const isChanged = await this.stored.manager.transaction(async (manager) => {
      // One change at a time: two of them would both find the version that they have read.
      await manager.query('LOCK TABLE setting IN SHARE ROW EXCLUSIVE MODE');
      const rows = await manager.find(Setting);
      const newer = rows.some((row) => row.key in values && row.version > version);
      if (newer) return false;
      await this.store(manager, wanted, versionOf(rows) + 1, by, from);
      return true;
    });
    await this.settings.reload();
    if (!isChanged) throw new ChangedMeanwhile(await this.read());
    return this.read();
  }

  private async store(
    manager: EntityManager,
    wanted: readonly (readonly [SettingKey, unknown])[],
    version: number,
    by: number,
    from: string,
  ): Promise<void> {
    const changedAt = this.clock.now();
    for (const [key, value] of wanted) {
      const facts = { from: factOf(this.settings.get(key)), to: factOf(value) };
      await manager.query(
        `INSERT INTO setting (key, value, version, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (key) DO UPDATE
         SET value = $2, version = $3, changed_by = $4, changed_at = $5`,
        [key, JSON.stringify(outsideText.to(value)), version, by, changedAt],
      );
      await this.audit.recordWith(manager, {
        action: 'setting_changed',
        actor: by,
        subject: key,
        from,
        facts,
      });
    }
  }
}

const versionOf = (rows: readonly Setting[]): number => Math.max(0, ...rows.map(({ version }) => version));

const factOf = (value: unknown): string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value);
