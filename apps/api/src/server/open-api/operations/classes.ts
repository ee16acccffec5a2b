import type { Class, ClassInvitation, ClassMember, ImportReport } from '@spawner/contracts';
import type { Operations } from '../operation.js';

const lessons: Class = {
  id: 3,
  name: '7b',
  kind: 'class',
  description: null,
  templates: ['dev'],
  ends_on: '2027-07-14',
  cards_when: 'always',
  session_hours: 12,
  own_devices: false,
  teachers: [{ id: 4, name: 'Ms Vogel' }],
  members: 28,
  waiting: 0,
  working: 18,
  help_calls: 0,
  lesson_until: null,
  created_at: '2026-09-01T07:30:00.000Z',
  archived_at: null,
  version: 2,
};
const archived: Class = { ...lessons, archived_at: '2027-07-14T10:00:00.000Z', version: 3 };

const ben: ClassMember = {
  user_id: 31,
  name: 'Ben',
  email: null,
  slug: 'ben',
  role: 'member',
  state: 'in',
  class_account: true,
  external_id: null,
  blocked: false,
  ends_on: null,
  joined_via: 'teacher',
  joined_at: '2026-09-01T07:40:00.000Z',
  last_seen_at: null,
};
const colleague: ClassMember = {
  ...{ ...ben, user_id: 5, name: 'Mr Sand', email: 'sand@school.example', slug: 'sand' },
  ...{ role: 'teacher', class_account: false },
};

const report: ImportReport = {
  rows: [
    {
      ...{ line: 2, name: 'Ben', email: '', external_id: '4711', class_name: '7b', verdict: 'new' },
      ...{ before: null, repeats: null, fault: null },
    },
  ],
  ...{ new: 1, same: 0, changed: 0, wrong: 0, absent: [], ignored: ['Geburtstag'] },
};
const invited: ClassInvitation = {
  id: '0198c0de-0000-4000-8000-000000000031',
  email: 'bob@school.example',
  name: 'Bob',
  state: 'sent',
  created_at: '2026-09-01T07:30:00.000Z',
  expires_at: '2026-09-15T07:30:00.000Z',
};

export const classOperations: Operations<
  | 'classes'
  | 'createClass'
  | 'class'
  | 'changeClass'
  | 'archiveClass'
  | 'unarchiveClass'
  | 'deleteClass'
  | 'members'
  | 'addMembers'
  | 'addTeacher'
  | 'changeMember'
  | 'removeMember'
  | 'deleteClassAccounts'
  | 'importMembers'
  | 'classInvitations'
  | 'inviteMembers'
  | 'revokeClassInvitation'
  | 'ownClasses'
  | 'leaveClass'
> = {
  classes: {
    summary: 'List the classes',
    description:
      'For a manager: the classes of which they are a teacher. For an admin: all. `q` is searched for in the name.',
    answer: { items: [lessons], next_cursor: null, total: 1 },
  },
  createClass: {
    summary: 'Make a class',
    description: 'Its maker is its first teacher. The setting `managers_create_classes` leaves it to admins.',
    body: { name: '7b', templates: ['dev'], ends_on: '2027-07-14' },
    answer: { ...lessons, members: 0, working: 0, version: 1 },
    errors: ['unknown_type'],
  },
  class: {
    summary: 'Read a class',
    description: 'For its teachers and admins.',
    answer: lessons,
    errors: ['not_found'],
  },
  changeClass: {
    summary: 'Change a class',
    description: 'For its teachers and admins.',
    body: { version: 1, templates: ['dev', 'prod'] },
    answer: { ...lessons, templates: ['dev', 'prod'] },
    errors: ['not_found', 'unknown_type', 'changed_meanwhile'],
  },
  archiveClass: {
    summary: 'Archive a class',
    description: 'Nothing is started through it any more, and nobody is added. Nothing is deleted.',
    answer: archived,
    errors: ['not_found'],
  },
  unarchiveClass: {
    summary: 'Take a class out of the archive',
    description: 'For its teachers and admins.',
    answer: lessons,
    errors: ['not_found'],
  },
  deleteClass: {
    summary: 'Delete a class',
    description: 'Its members keep their accounts. Accounts that belong to the class have to be removed first.',
    answer: { message: 'The class is deleted.' },
    errors: ['not_found', 'class_in_use'],
  },
  members: {
    summary: 'List the members',
    description: 'With the teachers, and those who wait to be let in.',
    answer: { items: [ben], next_cursor: null, total: 1 },
    errors: ['not_found'],
  },
  addMembers: {
    summary: 'Add members',
    description: 'Accounts without mail address for the class, or, for an admin, people by their ids.',
    body: { class_accounts: [{ name: 'Ben' }] },
    answer: { members: [ben] },
    errors: ['not_found', 'class_archived'],
  },
  addTeacher: {
    summary: 'Add a teacher',
    description:
      'Somebody with the role manager or admin. Without such an account the answer is `role_needed` as well.',
    body: { email: 'sand@school.example' },
    answer: colleague,
    errors: ['not_found', 'class_archived', 'role_needed'],
  },
  changeMember: {
    summary: 'Change a member',
    description: 'Name in the class, role in the class, and whether an account of the class is blocked.',
    body: { name: 'Benjamin' },
    answer: { ...ben, name: 'Benjamin' },
    errors: ['not_found', 'role_needed', 'last_teacher'],
  },
  removeMember: {
    summary: 'Remove a member',
    description: 'Their own account stays. An account that belongs to the class is deleted, and erased later.',
    answer: { message: 'The person is no longer in the class.' },
    errors: ['not_found', 'last_teacher'],
  },
  deleteClassAccounts: {
    summary: 'Delete the accounts of a class',
    description:
      'All that belong to it, as a job. They can log in no longer; an admin can restore each until its data is erased.',
    body: { after_days: 30, expected: 28 },
    answer: { job_id: '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10' },
    errors: ['not_found', 'nothing_selected', 'changed_meanwhile'],
  },
  importMembers: {
    summary: 'Import members from a CSV file',
    description:
      'UTF-8, UTF-16 or Windows-1252; separated by semicolons, commas or tabs; at most 1 MiB and 2000 rows. The first line has headings in English or German: `Name`, or `Vorname` and `Nachname`, and if you like `E-Mail`, `Nummer` and `Klasse`. Who has the name of another class in that column comes into that one, if the caller leads it. People are known by their number, else by their address, else by their name, so the same file again changes nothing. Valid rows are done; each row has its verdict.',
    answer: report,
    errors: [
      'not_found',
      'class_archived',
      'file_unreadable',
      'too_many_rows',
      'file_too_large',
      'unsupported_media_type',
    ],
  },
  classInvitations: {
    summary: 'List the open invitations of a class',
    description: 'Also expired and bounced ones, until they are deleted.',
    answer: { invitations: [invited] },
    errors: ['not_found'],
  },
  inviteMembers: {
    summary: 'Invite people into a class',
    description:
      'Mails a link to each address, with which its owner joins, and registers where they have no account. The answer does not tell whether there is one.',
    body: { addresses: 'Bob <bob@school.example>', language: 'en' },
    answer: { items: [{ text: 'Bob <bob@school.example>', email: 'bob@school.example', outcome: 'new' }], sent: 1 },
    errors: ['not_found', 'class_archived'],
  },
  revokeClassInvitation: {
    summary: 'Revoke an invitation into a class',
    description: 'Its link does not lead into this class any more.',
    answer: { message: 'Invitation revoked' },
    errors: ['not_found'],
  },
  ownClasses: {
    summary: 'List one’s own classes',
    description:
      'Those in which the caller is, also where they wait to be let in, with the open lesson, the own call for help and messages.',
    answer: {
      classes: [
        {
          ...{ id: 3, name: '7b', kind: 'class', templates: ['dev'], teachers: ['Ms Vogel'], state: 'in' },
          role: 'member',
          lesson: { until: '2026-09-01T08:30:00.000Z', teacher: 'Ms Vogel' },
          help: { at: '2026-09-01T08:02:00.000Z', place: 2, type: null, text: null },
          messages: [],
        },
      ],
    },
  },
  leaveClass: {
    summary: 'Leave a class',
    description: 'For an own account. The last teacher stays.',
    answer: { message: 'You have left the class.' },
    errors: ['not_found', 'last_teacher'],
  },
};
