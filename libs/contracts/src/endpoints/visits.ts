import { MessageResponse } from '../auth.js';
import {
  GrantedVisit,
  NewVisit,
  OwnVisitsQuery,
  OwnVisitsResponse,
  VisitedService,
  VisitQuery,
  VisitsQuery,
  VisitsResponse,
} from '../visits.js';
import { table } from './endpoint.js';

export const visitEndpoints = table({
  /** No API token is accepted for visits: they begin in the browser that will show the service. */
  visitedService: {
    method: 'GET',
    path: '/api/visit',
    query: VisitQuery,
    answer: VisitedService,
    role: 'manager',
  },
  visit: { method: 'POST', path: '/api/visit', body: NewVisit, answer: GrantedVisit, status: 201, role: 'manager' },
  /** All visits. */
  visits: {
    method: 'GET',
    path: '/api/admin/visits',
    query: VisitsQuery,
    answer: VisitsResponse,
    role: 'admin',
    scope: 'admin:read',
  },
  /** Visits by teachers of the class. */
  classVisits: {
    method: 'GET',
    path: '/api/class/{id}/visits',
    query: VisitsQuery,
    answer: VisitsResponse,
    role: 'manager',
    scope: 'classes:read',
  },
  /** Visits to the services of the reader. */
  ownVisits: { method: 'GET', path: '/api/user/visits', query: OwnVisitsQuery, answer: OwnVisitsResponse },
  /** Dismisses the visits that the card shows. */
  dismissVisit: { method: 'DELETE', path: '/api/container/visit/{type}', answer: MessageResponse },
});
