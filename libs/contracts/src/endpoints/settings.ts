import { SettingsChange, SettingsResponse } from '../settings.js';

export const settingsEndpoints = {
  settings: { method: 'GET', path: '/api/admin/settings', answer: SettingsResponse, role: 'admin' },
  changeSettings: {
    method: 'PATCH',
    path: '/api/admin/settings',
    body: SettingsChange,
    answer: SettingsResponse,
    role: 'admin',
  },
} as const;
