import { z } from 'zod';
import { AccountExport, ExportFilesQuery, OwnAccountChange, OwnDeletion } from '../account.js';
import { MessageResponse } from '../auth.js';
import { User } from '../users.js';
import { table } from './endpoint.js';

/** What people do with their own account. No API token is accepted: a stolen one must not read or delete everything. */
export const accountEndpoints = table({
  changeMe: { method: 'PATCH', path: '/api/user/me', body: OwnAccountChange, answer: User },
  ownDeletion: { method: 'GET', path: '/api/user/me/deletion', answer: OwnDeletion },
  deleteMe: { method: 'DELETE', path: '/api/user/me', answer: MessageResponse },
  accountExport: { method: 'GET', path: '/api/user/export', answer: AccountExport, download: true },
  /** A ZIP archive with the files of all volumes. */
  exportFiles: {
    method: 'GET',
    path: '/api/user/export/files',
    query: ExportFilesQuery,
    answer: z.string(),
    media: 'application/zip',
    download: true,
  },
});
