import { isDeepStrictEqual } from 'node:util';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type SettingKey, settingKeys, settings, type SettingValues } from '@spawner/contracts';
import { Repository } from 'typeorm';
import { Loops } from '../background/loops.js';
import { Settings } from '../config/settings.js';
import { DatabaseChannel } from '../database/database-channel.js';
import { Setting } from './setting.entity.js';

/** Sent by a trigger of the `setting` table. */
const CHANNEL = 'spawner_settings';
/** Also without a message: a read after one may have failed. */
const READ_MS = 60_000;

type Listener<Key extends SettingKey> = (value: SettingValues[Key]) => void;

/** The settings that admins change while Spawner runs, from memory. The environment wins. */
@Injectable()
export class InstallationSettings implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(InstallationSettings.name);
  private readonly listeners = new Map<SettingKey, Set<() => void>>();
  private rows: readonly Setting[] = [];
  private values: SettingValues;
  private stopListening: () => void = () => undefined;

  constructor(
    @InjectRepository(Setting) private readonly stored: Repository<Setting>,
    private readonly environment: Settings,
    private readonly channel: DatabaseChannel,
    private readonly loops: Loops,
  ) {
    this.values = this.valuesOf([]);
  }

  async onModuleInit(): Promise<void> {
    await this.reload();
    const loop = this.loops.every(READ_MS, 'reading the settings', () => this.reload());
    this.channel.listen(CHANNEL, () => void loop.run());
    this.stopListening = this.channel.whenConnected(() => void loop.run());
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  get<Key extends SettingKey>(key: Key): SettingValues[Key] {
    return this.values[key];
  }

  all(): SettingValues {
    return this.values;
  }

  /** The variable of the environment that decides a setting; null where admins do. */
  lockOf(key: SettingKey): string | null {
    return key in this.environment.fixedSettings ? settings[key].variable : null;
  }

  /** Calls back with each new value. */
  onChange<Key extends SettingKey>(key: Key, listener: Listener<Key>): void {
    const listeners = this.listeners.get(key) ?? new Set();
    this.listeners.set(
      key,
      listeners.add(() => {
        listener(this.values[key]);
      }),
    );
  }

  async reload(): Promise<void> {
    const rows = await this.stored.find({ order: { key: 'ASC' } });
    if (isDeepStrictEqual(rows, this.rows)) return;
    this.rows = rows;
    const before = this.values;
    this.values = this.valuesOf(rows);
    for (const key of settingKeys) {
      if (JSON.stringify(this.values[key]) === JSON.stringify(before[key])) continue;
      for (const tell of this.listeners.get(key) ?? []) tell();
    }
  }

  private valuesOf(rows: readonly Setting[]): SettingValues {
    const changed = new Map(rows.map(({ key, value }) => [key, value]));
    return Object.fromEntries(
      settingKeys.map((key) => [key, this.environment.fixedSettings[key] ?? this.storedValue(key, changed.get(key))]),
    ) as SettingValues;
  }

  private storedValue(key: SettingKey, value: unknown): unknown {
    if (value === undefined) return settings[key].default;
    const { success, data } = settings[key].schema.safeParse(value);
    if (success) return data;
    // Another version, or an operator, has written it.
    this.logger.warn(`The setting ${key} has a value that this version does not know; its default is used.`);
    return settings[key].default;
  }
}
