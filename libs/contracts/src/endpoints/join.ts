import { MessageResponse } from '../auth.js';
import {
  Admission,
  AdmissionOfAll,
  ClassEntrance,
  EnteredGuest,
  GuestRequest,
  GuestWait,
  GuestWaitQuery,
  JoinCode,
  JoinRequest,
  JoinResult,
  NewJoinCode,
} from '../join.js';
import { table } from './endpoint.js';

const read = { role: 'manager', scope: 'classes:read' } as const;
const write = { role: 'manager', scope: 'classes:write' } as const;

export const joinEndpoints = table({
  /** Enrols whoever is logged in; never logs anybody in. */
  join: { method: 'POST', path: '/api/join', body: JoinRequest, answer: JoinResult },
  waitAsGuest: { method: 'POST', path: '/api/join/guest', body: GuestRequest, answer: GuestWait, status: 201 },
  guestWait: { method: 'GET', path: '/api/join/guest', query: GuestWaitQuery, answer: GuestWait },
  enterAsGuest: { method: 'POST', path: '/api/join/guest/enter', answer: EnteredGuest },
  entrance: { method: 'GET', path: '/api/class/{id}/entrance', answer: ClassEntrance, ...read },
  /** The code before ends. */
  makeJoinCode: {
    method: 'POST',
    path: '/api/class/{id}/code',
    body: NewJoinCode,
    answer: JoinCode,
    status: 201,
    ...write,
  },
  endJoinCode: { method: 'DELETE', path: '/api/class/{id}/code', answer: MessageResponse, ...write },
  admitAll: {
    method: 'POST',
    path: '/api/class/{id}/waiting',
    body: AdmissionOfAll,
    answer: ClassEntrance,
    ...write,
  },
  admitPerson: {
    method: 'POST',
    path: '/api/class/{id}/waiting/{user_id}',
    body: Admission,
    answer: ClassEntrance,
    ...write,
  },
  admitGuest: {
    method: 'POST',
    path: '/api/class/{id}/guest/{guest_id}',
    body: Admission,
    answer: ClassEntrance,
    ...write,
  },
});
