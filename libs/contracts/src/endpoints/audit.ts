import { z } from 'zod';
import { AuditFilter, AuditQuery, AuditResponse } from '../audit.js';
import { table } from './endpoint.js';

export const auditEndpoints = table({
  audit: {
    method: 'GET',
    path: '/api/admin/audit',
    query: AuditQuery,
    answer: AuditResponse,
    role: 'admin',
    scope: 'admin:read',
  },
  /** At most 50,000 events. */
  auditExport: {
    method: 'GET',
    path: '/api/admin/audit/export',
    query: AuditFilter,
    answer: z.string(),
    media: 'text/csv',
    role: 'admin',
    scope: 'admin:read',
  },
});
