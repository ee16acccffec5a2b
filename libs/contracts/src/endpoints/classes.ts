import { MessageResponse } from '../auth.js';
import { AccountsDeletion } from '../class-accounts.js';
import { ImportQuery, ImportReport } from '../class-import.js';
import {
  AddedMembers,
  Class,
  ClassChange,
  ClassesQuery,
  ClassesResponse,
  ClassMember,
  MemberChange,
  MembersQuery,
  MembersResponse,
  NewClass,
  NewMembers,
  NewTeacher,
  OwnClasses,
} from '../classes.js';
import { ClassInvitations, NewClassInvitations, NewInvitationsResponse } from '../invitations.js';
import { JobStarted } from '../jobs.js';
import { table } from './endpoint.js';

// Which classes a manager may lead is asked where a class is named: those of which they are a teacher.
const read = { role: 'manager', scope: 'classes:read' } as const;
const write = { role: 'manager', scope: 'classes:write' } as const;

export const classEndpoints = table({
  /** Those that the caller leads; for admins, all. */
  classes: { method: 'GET', path: '/api/classes', query: ClassesQuery, answer: ClassesResponse, ...read },
  createClass: { method: 'POST', path: '/api/classes', body: NewClass, answer: Class, status: 201, ...write },
  class: { method: 'GET', path: '/api/class/{id}', answer: Class, ...read },
  changeClass: { method: 'PATCH', path: '/api/class/{id}', body: ClassChange, answer: Class, ...write },
  archiveClass: { method: 'POST', path: '/api/class/{id}/archive', answer: Class, ...write },
  unarchiveClass: { method: 'POST', path: '/api/class/{id}/unarchive', answer: Class, ...write },
  /** Only a class without accounts of its own. */
  deleteClass: { method: 'DELETE', path: '/api/class/{id}', answer: MessageResponse, ...write },
  members: { method: 'GET', path: '/api/class/{id}/members', query: MembersQuery, answer: MembersResponse, ...read },
  addMembers: {
    method: 'POST',
    path: '/api/class/{id}/members',
    body: NewMembers,
    answer: AddedMembers,
    status: 201,
    ...write,
  },
  addTeacher: {
    method: 'POST',
    path: '/api/class/{id}/teachers',
    body: NewTeacher,
    answer: ClassMember,
    status: 201,
    ...write,
  },
  changeMember: {
    method: 'PATCH',
    path: '/api/class/{id}/member/{user_id}',
    body: MemberChange,
    answer: ClassMember,
    ...write,
  },
  /** An account that belongs to the class is deleted with it. */
  removeMember: { method: 'DELETE', path: '/api/class/{id}/member/{user_id}', answer: MessageResponse, ...write },
  /** A job with an item for each. */
  deleteClassAccounts: {
    method: 'POST',
    path: '/api/class/{id}/accounts/delete',
    body: AccountsDeletion,
    answer: JobStarted,
    status: 202,
    ...write,
  },
  /** The body is the file, as it is. Valid rows are done, the others stay out. */
  importMembers: {
    method: 'POST',
    path: '/api/class/{id}/import',
    query: ImportQuery,
    answer: ImportReport,
    ...write,
  },
  /** Those that are open. */
  classInvitations: { method: 'GET', path: '/api/class/{id}/invitations', answer: ClassInvitations, ...read },
  inviteMembers: {
    method: 'POST',
    path: '/api/class/{id}/invitations',
    body: NewClassInvitations,
    answer: NewInvitationsResponse,
    ...write,
  },
  revokeClassInvitation: {
    method: 'DELETE',
    path: '/api/class/{id}/invitation/{invitation_id}',
    answer: MessageResponse,
    ...write,
  },
  /** Of the caller, also those where they wait to be let in. */
  ownClasses: { method: 'GET', path: '/api/user/classes', answer: OwnClasses, scope: 'containers:read' },
  /** Only of an own account: accounts of a class end with it. */
  leaveClass: { method: 'DELETE', path: '/api/user/class/{id}', answer: MessageResponse, ownAccount: true },
});
