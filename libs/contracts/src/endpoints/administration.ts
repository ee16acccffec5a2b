import { GrantedVisit, NewVisit, VisitedService, VisitQuery } from '../admin.js';
import { Weaknesses } from '../weaknesses.js';
import { table } from './endpoint.js';

export const administrationEndpoints = table({
  /** No API token is accepted for visits: they begin in the browser that will show the service. */
  visitedService: {
    method: 'GET',
    path: '/api/admin/visit',
    query: VisitQuery,
    answer: VisitedService,
    role: 'admin',
  },
  visit: { method: 'POST', path: '/api/admin/visit', body: NewVisit, answer: GrantedVisit, status: 201, role: 'admin' },
  weaknesses: {
    method: 'GET',
    path: '/api/admin/weaknesses',
    answer: Weaknesses,
    role: 'admin',
    scope: 'admin:read',
  },
});
