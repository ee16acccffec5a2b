import type { SettingValues } from '@spawner/contracts';

type KeyOf<Value> = {
  [Key in keyof SettingValues]: SettingValues[Key] extends Value ? Key : never;
}[keyof SettingValues];

export interface NumberField {
  key: KeyOf<number | null>;
  unit: 'days' | 'minutes' | 'mb' | 'cores' | 'containers';
  min: number;
  max: number;
  step?: number;
  /** Empty, Spawner computes it. */
  optional?: true;
}

interface FlagField {
  key: KeyOf<boolean>;
  unit: null;
}

interface ChoiceField {
  key: 'pupil_address';
  unit: 'choice';
  choices: readonly SettingValues['pupil_address'][];
}

export type SettingField = NumberField | FlagField | ChoiceField;

/** The settings of the page, in its order; those of the registration have a page of their own. Bounds as in the contract. */
export const settingGroups = [
  {
    name: 'accounts',
    fields: [
      { key: 'own_deletion', unit: null },
      { key: 'deletion_days', unit: 'days', min: 0, max: 90 },
    ],
  },
  {
    name: 'classes',
    fields: [
      { key: 'managers_create_classes', unit: null },
      { key: 'pupil_address', unit: 'choice', choices: ['sie', 'du'] },
      { key: 'material_mb', unit: 'mb', min: 1, max: 500 },
    ],
  },
  {
    name: 'capacity',
    fields: [
      { key: 'capacity_memory_mb', unit: 'mb', min: 64, max: 67_108_864, optional: true },
      { key: 'capacity_cores', unit: 'cores', min: 0.1, max: 10_000, step: 0.1, optional: true },
      { key: 'capacity_running', unit: 'containers', min: 0, max: 1_000_000, optional: true },
      { key: 'capacity_disk_floor_mb', unit: 'mb', min: 0, max: 67_108_864, optional: true },
      { key: 'capacity_wait_minutes', unit: 'minutes', min: 1, max: 1440 },
      { key: 'capacity_make_room_minutes', unit: 'minutes', min: 0, max: 1440 },
    ],
  },
] as const satisfies readonly { name: string; fields: readonly SettingField[] }[];
