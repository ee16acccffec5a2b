import { z } from 'zod';
import { AuditFilter, AuditQuery, AuditResponse } from '../audit.js';

export const auditEndpoints = {
  audit: { method: 'GET', path: '/api/admin/audit', query: AuditQuery, answer: AuditResponse, role: 'admin' },
  /** At most 50,000 events. */
  auditExport: {
    method: 'GET',
    path: '/api/admin/audit/export',
    query: AuditFilter,
    answer: z.string(),
    media: 'text/csv',
    role: 'admin',
  },
} as const;
