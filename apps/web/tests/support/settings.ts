import { settings as table, type SettingsResponse, type SettingValues } from '@spawner/contracts';

/** The answer with the default of every setting, but for these values. */
export const settings = (values: Partial<SettingValues> = {}): SettingsResponse => ({
  values: {
    ...(Object.fromEntries(Object.entries(table).map(([key, { default: value }]) => [key, value])) as SettingValues),
    default_mail_effect: 'deny',
    ...values,
  },
  locked: {},
  changed: {},
  version: 7,
});
