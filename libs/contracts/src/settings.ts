import { z } from 'zod';
import { Version } from './column-values.js';
import { PersonRef } from './person-ref.js';
import { PupilAddress } from './pupil-address.js';

interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly default: z.output<Schema>;
  /** Where `.env` has this variable, it wins, and nobody can change the setting in the console. */
  readonly variable: string;
}

const setting = <Schema extends z.ZodType>(
  schema: Schema,
  otherwise: z.output<Schema>,
  variable: string,
): Setting<Schema> => ({ schema, default: otherwise, variable });

/** What admins may change while Spawner runs: one line a setting. */
export const settings = {
  registration: setting(z.enum(['open', 'rules', 'invitation', 'closed']), 'open', 'REGISTRATION'),
  default_mail_effect: setting(z.enum(['allow', 'deny', 'ask']), 'allow', 'DEFAULT_MAIL_EFFECT'),
  registration_hint: setting(z.string().trim().max(500), '', 'REGISTRATION_HINT'),
  deletion_days: setting(z.int().min(0).max(90), 30, 'DELETION_DAYS'),
  own_deletion: setting(z.boolean(), false, 'OWN_DELETION'),
  managers_create_classes: setting(z.boolean(), true, 'MANAGERS_CREATE_CLASSES'),
  pupil_address: setting(PupilAddress, 'sie', 'PUPIL_ADDRESS'),
  // Of one upload that a teacher hands out, and of what it holds.
  material_mb: setting(z.int().min(1).max(500), 50, 'MATERIAL_MB'),
  // How much containers may take of the server together. Null is computed for memory and disk, else without limit.
  capacity_memory_mb: setting(z.int().min(64).max(67_108_864).nullable(), null, 'CAPACITY_MEMORY_MB'),
  capacity_cores: setting(z.number().min(0.1).max(10_000).nullable(), null, 'CAPACITY_CORES'),
  capacity_running: setting(z.int().min(0).max(1_000_000).nullable(), null, 'CAPACITY_RUNNING'),
  capacity_disk_floor_mb: setting(z.int().min(0).max(67_108_864).nullable(), null, 'CAPACITY_DISK_FLOOR_MB'),
  capacity_wait_minutes: setting(z.int().min(1).max(1440), 15, 'CAPACITY_WAIT_MINUTES'),
  capacity_make_room_minutes: setting(z.int().min(0).max(1440), 10, 'CAPACITY_MAKE_ROOM_MINUTES'),
};

export type SettingKey = keyof typeof settings;
export type SettingValues = { [Key in SettingKey]: z.output<(typeof settings)[Key]['schema']> };

export const settingKeys = Object.keys(settings) as SettingKey[];

type SettingShape = { [Key in SettingKey]: (typeof settings)[Key]['schema'] };
const shape = Object.fromEntries(settingKeys.map((key) => [key, settings[key].schema])) as SettingShape;

const Key = z.enum(settingKeys);

export const SettingsResponse = z
  .object({
    values: z.object(shape),
    locked: z
      .partialRecord(Key, z.string())
      .meta({ description: 'Settings that the environment decides, with the name of the variable in `.env`.' }),
    changed: z
      .partialRecord(Key, z.object({ by: PersonRef.nullable(), at: z.iso.datetime() }))
      .meta({ description: 'Who changed a setting last. A setting that is not here was never changed.' }),
    version: z.int().meta({ description: 'For the next change.' }),
  })
  .meta({ id: 'Settings' });
export type SettingsResponse = z.infer<typeof SettingsResponse>;

export const SettingsChange = z
  .strictObject({
    version: Version.meta({
      description: 'Of the answer that was changed. 409 if one of these settings has changed since.',
    }),
    values: z
      .strictObject(shape)
      .partial()
      .refine((values) => Object.keys(values).length > 0),
  })
  .meta({ id: 'SettingsChange' });
export type SettingsChange = z.input<typeof SettingsChange>;
