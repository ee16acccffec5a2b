import { MessageResponse } from '../auth.js';
import {
  CapacityState,
  LimitRehearsal,
  LimitRehearsalQuery,
  LimitRule,
  LimitRules,
  LimitsOfPerson,
  NewLimitRule,
  OwnLimits,
} from '../limits.js';
import { table } from './endpoint.js';

export const limitEndpoints = table({
  ownLimits: { method: 'GET', path: '/api/user/limits', answer: OwnLimits, scope: 'containers:read' },
  limitRules: { method: 'GET', path: '/api/admin/limits', answer: LimitRules, role: 'admin', scope: 'admin:read' },
  /** Replaces the rule with the same scope and kind. */
  putLimitRule: {
    method: 'PUT',
    path: '/api/admin/limits',
    body: NewLimitRule,
    answer: LimitRule,
    role: 'admin',
    scope: 'admin:write',
  },
  deleteLimitRule: {
    method: 'DELETE',
    path: '/api/admin/limits/{id}',
    answer: MessageResponse,
    role: 'admin',
    scope: 'admin:write',
  },
  /** What a rule would do, before it is saved. */
  rehearseLimitRule: {
    method: 'GET',
    path: '/api/admin/limits/rehearsal',
    query: LimitRehearsalQuery,
    answer: LimitRehearsal,
    role: 'admin',
    scope: 'admin:read',
  },
  limitsOfPerson: {
    method: 'GET',
    path: '/api/admin/user/{id}/limits',
    answer: LimitsOfPerson,
    role: 'admin',
    scope: 'admin:read',
  },
  capacity: { method: 'GET', path: '/api/admin/capacity', answer: CapacityState, role: 'admin', scope: 'admin:read' },
});
