import type { SettingKey, SettingsResponse, SettingValues } from '@spawner/contracts';
import { useState } from 'react';

/** Settings as they are typed, over what is stored. */
export function useSettingsDraft(stored: SettingsResponse) {
  const [typed, setTyped] = useState<Partial<SettingValues>>({});
  const changed = Object.fromEntries(
    Object.entries(typed).filter(([key, value]) => value !== stored.values[key as SettingKey]),
  ) as Partial<SettingValues>;
  return {
    values: { ...stored.values, ...changed },
    /** Those that differ from what is stored. */
    changed,
    isDirty: Object.keys(changed).length > 0,
    set: <Key extends SettingKey>(key: Key, value: SettingValues[Key]) => setTyped({ ...typed, [key]: value }),
    discard: () => setTyped({}),
  };
}
