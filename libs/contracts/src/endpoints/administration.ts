import { Weaknesses } from '../weaknesses.js';
import { table } from './endpoint.js';

export const administrationEndpoints = table({
  weaknesses: {
    method: 'GET',
    path: '/api/admin/weaknesses',
    answer: Weaknesses,
    role: 'admin',
    scope: 'admin:read',
  },
});
