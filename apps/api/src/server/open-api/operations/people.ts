import type { Person } from '@spawner/contracts';
import type { Operations } from '../operation.js';
import { ann } from './examples.js';

const person: Person = {
  ...ann,
  blocked: false,
  blocked_reason: null,
  containers: { running: 1, paused: 0, failed: 0, total: 2 },
  classes: [{ id: 7, name: '7b', role: 'member' }],
  storage_bytes: 18_432,
  created_at: '2026-09-01T07:30:00.000Z',
  last_seen_at: '2026-09-01T08:15:00.000Z',
  deleted_at: null,
  erase_after: null,
  erase_error: null,
  version: 3,
};

const blocked: Person = { ...person, blocked: true, blocked_reason: 'Left the school', version: 4 };
const deleted: Person = {
  ...person,
  deleted_at: '2026-09-02T07:30:00.000Z',
  erase_after: '2026-10-02T07:30:00.000Z',
  version: 4,
};

export const peopleOperations: Operations<
  | 'people'
  | 'peopleSelection'
  | 'exportPeople'
  | 'bulkPeople'
  | 'person'
  | 'exportFilesOfPerson'
  | 'changePerson'
  | 'blockPerson'
  | 'unblockPerson'
  | 'logoutPerson'
  | 'mailLoginLink'
  | 'deletePerson'
  | 'restorePerson'
> = {
  people: {
    summary: 'List the people',
    description:
      'For an admin. `q` is searched for in name, mail address and slug. `total` and `counts` are at most 5 seconds old.',
    answer: {
      items: [person],
      next_cursor: null,
      total: 1,
      counts: { all: 1, today: 1, waiting: 0, blocked: 0, never: 0, deleted: 0 },
    },
  },
  peopleSelection: {
    summary: 'Count whom a filter finds',
    description:
      'For an admin. Exactly, before something is done with all of them. The same filters as the list; `expected` and ' +
      '`fingerprint` of `POST /api/admin/users/bulk`.',
    answer: { total: 12_345, fingerprint: '9e107d9d372bb6826bd81d3542a419d6' },
  },
  exportPeople: {
    summary: 'Export the people as CSV',
    description: 'For an admin. The same filters as the list; all that match.',
    answer: 'id,name,email,…',
  },
  bulkPeople: {
    summary: 'Do something with many people',
    description:
      'For an admin. Starts a job with one item a person. Items that cannot be done fail with their reason, such as ' +
      '`own_account` or `last_admin`; the others are done. `add_to_class` and `remove_from_class` leave accounts that belong ' +
      'to a class where they are.',
    body: { act: 'block', who: { ids: [7, 8] }, with: { reason: 'Left the school' } },
    answer: { job_id: '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10' },
    errors: ['nothing_selected', 'changed_meanwhile', 'not_found', 'class_archived'],
  },
  person: {
    summary: 'Read a person',
    description: 'For an admin. With their sessions, and who blocked or deleted them.',
    answer: {
      ...person,
      blocked_at: null,
      blocked_by: null,
      deleted_by: null,
      sessions: [],
      api_tokens: 0,
      share_links: 0,
    },
    errors: ['not_found'],
  },
  exportFilesOfPerson: {
    summary: 'Download the files of a person',
    description:
      'For an admin. A ZIP archive like that of the own files, also of a deleted person until they are erased. Recorded ' +
      'with the person it is about.',
    answer: 'PK…',
    errors: ['not_found', 'no_container', 'runtime_unreachable', 'runtime_failed'],
  },
  changePerson: {
    summary: 'Change name, mail address or role',
    description:
      'For an admin. Nobody changes their own role or address. Another address ends the sessions of the person and their mailed ' +
      'links; the old one gets a notice, and the next login proves the new one.',
    body: { version: 2, role: 'manager' },
    answer: { ...person, role: 'manager' },
    errors: ['not_found', 'own_account', 'last_admin', 'mail_taken', 'changed_meanwhile'],
  },
  blockPerson: {
    summary: 'Block a person',
    description:
      'For an admin. Ends sessions, API tokens, share links and visits at once, and stops the containers unless they are kept running.',
    body: { reason: 'Left the school', tell: true, containers: 'stop' },
    answer: blocked,
    errors: ['not_found', 'own_account', 'last_admin'],
  },
  unblockPerson: {
    summary: 'Unblock a person',
    description: 'For an admin. Nothing starts by itself: the person logs in again.',
    answer: person,
    errors: ['not_found'],
  },
  logoutPerson: {
    summary: 'End all sessions of a person',
    description: 'For an admin. Mailed links are closed as well.',
    answer: person,
    errors: ['not_found'],
  },
  mailLoginLink: {
    summary: 'Mail a person a login link',
    description: 'For an admin. The limit of mails for one address holds.',
    answer: { message: 'Link sent', mail_id: '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10' },
    errors: ['not_found', 'not_for_class_accounts', 'account_blocked', 'too_many_mails'],
  },
  deletePerson: {
    summary: 'Delete a person',
    description:
      'For an admin. The account can no longer log in and its address is free; containers are removed. The data is erased ' +
      'after the given days; until then the account can be restored.',
    answer: deleted,
    errors: ['not_found', 'own_account', 'last_admin'],
  },
  restorePerson: {
    summary: 'Restore a deleted person',
    description: 'For an admin. Their volumes are still there; containers are created at the next launch.',
    body: {},
    answer: person,
    errors: ['not_found', 'mail_taken'],
  },
};
