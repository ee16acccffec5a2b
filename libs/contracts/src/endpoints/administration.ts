import { AuditQuery, AuditResponse } from '../audit.js';
import { Weaknesses } from '../weaknesses.js';
import { table } from './endpoint.js';

export const administrationEndpoints = table({
  audit: {
    method: 'GET',
    path: '/api/admin/audit',
    query: AuditQuery,
    answer: AuditResponse,
    role: 'admin',
    scope: 'admin:read',
  },
  weaknesses: {
    method: 'GET',
    path: '/api/admin/weaknesses',
    answer: Weaknesses,
    role: 'admin',
    scope: 'admin:read',
  },
});
