import type { SettingsResponse } from '@spawner/contracts';
import type { Operations } from '../operation.js';

const answer: SettingsResponse = {
  values: {
    registration: 'rules',
    default_mail_effect: 'deny',
    registration_hint: 'Only addresses of school.example.',
    deletion_days: 30,
    own_deletion: false,
    managers_create_classes: true,
    pupil_address: 'du',
    material_mb: 50,
    capacity_memory_mb: null,
    capacity_cores: null,
    capacity_running: 30,
    capacity_disk_floor_mb: null,
    capacity_wait_minutes: 15,
    capacity_make_room_minutes: 10,
  },
  locked: { registration: 'REGISTRATION' },
  changed: { registration_hint: { by: { id: 1, name: 'Ada Lovelace' }, at: '2026-09-01T07:30:00.000Z' } },
  version: 12,
};

export const settingsOperations: Operations<'settings' | 'changeSettings'> = {
  settings: {
    summary: 'Read the settings',
    description: 'For an admin. `locked` names the settings that the environment decides.',
    answer,
  },
  changeSettings: {
    summary: 'Change settings',
    description: 'For an admin. Only the given settings change; one that is locked is refused.',
    body: { version: 11, values: { registration_hint: 'Only addresses of school.example.' } },
    answer,
    errors: ['setting_locked', 'changed_meanwhile'],
  },
};
