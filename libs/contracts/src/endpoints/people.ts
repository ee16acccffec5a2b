import { z } from 'zod';
import { ExportFilesQuery } from '../account.js';
import { MailRequested } from '../auth.js';
import { JobStarted } from '../jobs.js';
import {
  Block,
  BulkPeople,
  DeletePersonQuery,
  PeopleFilter,
  PeopleQuery,
  PeopleResponse,
  PeopleSelection,
  Person,
  PersonChange,
  PersonDetail,
  Restore,
} from '../people.js';
import { table } from './endpoint.js';

const read = { role: 'admin', scope: 'admin:read' } as const;
const write = { role: 'admin', scope: 'admin:write' } as const;

export const peopleEndpoints = table({
  people: { method: 'GET', path: '/api/admin/users', query: PeopleQuery, answer: PeopleResponse, ...read },
  peopleSelection: {
    method: 'GET',
    path: '/api/admin/users/selection',
    query: PeopleFilter,
    answer: PeopleSelection,
    ...read,
  },
  exportPeople: {
    method: 'GET',
    path: '/api/admin/users/export',
    query: PeopleFilter,
    answer: z.string(),
    media: 'text/csv',
    ...read,
  },
  bulkPeople: {
    method: 'POST',
    path: '/api/admin/users/bulk',
    body: BulkPeople,
    answer: JobStarted,
    status: 202,
    ...write,
  },
  person: { method: 'GET', path: '/api/admin/user/{id}', answer: PersonDetail, ...read },
  /** A ZIP archive with the files of their volumes. No API token is accepted: a stolen one must not read everything. */
  exportFilesOfPerson: {
    method: 'GET',
    path: '/api/admin/user/{id}/files',
    query: ExportFilesQuery,
    answer: z.string(),
    media: 'application/zip',
    download: true,
    role: 'admin',
  },
  changePerson: { method: 'PATCH', path: '/api/admin/user/{id}', body: PersonChange, answer: Person, ...write },
  blockPerson: { method: 'POST', path: '/api/admin/user/{id}/block', body: Block, answer: Person, ...write },
  unblockPerson: { method: 'POST', path: '/api/admin/user/{id}/unblock', answer: Person, ...write },
  /** Ends all their sessions. */
  logoutPerson: { method: 'POST', path: '/api/admin/user/{id}/logout', answer: Person, ...write },
  /** Mails a magic link; it counts like one that they have requested. */
  mailLoginLink: { method: 'POST', path: '/api/admin/user/{id}/login-link', answer: MailRequested, ...write },
  deletePerson: {
    method: 'DELETE',
    path: '/api/admin/user/{id}',
    query: DeletePersonQuery,
    answer: Person,
    ...write,
  },
  restorePerson: { method: 'POST', path: '/api/admin/user/{id}/restore', body: Restore, answer: Person, ...write },
});
