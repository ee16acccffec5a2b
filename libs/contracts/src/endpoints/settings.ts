import { SettingsChange, SettingsResponse } from '../settings.js';
import { table } from './endpoint.js';

export const settingsEndpoints = table({
  settings: {
    method: 'GET',
    path: '/api/admin/settings',
    answer: SettingsResponse,
    role: 'admin',
    scope: 'admin:read',
  },
  changeSettings: {
    method: 'PATCH',
    path: '/api/admin/settings',
    body: SettingsChange,
    answer: SettingsResponse,
    role: 'admin',
    scope: 'admin:write',
  },
});
