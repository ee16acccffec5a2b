import type { Visit } from '@spawner/contracts';
import type { Operations } from '../operation.js';

const visit = {
  id: '3c1b7c52-9a57-4f0a-8f3e-7d1c7a6e4b30',
  at: '2026-09-01T07:30:00.000Z',
  ended_at: '2026-09-01T07:42:00.000Z',
  type: 'dev',
  reason: 'Your question about the login page',
  as: 'admin',
} as const;

const logged: Visit = {
  ...visit,
  visitor: { id: 1, name: 'Grace' },
  class: null,
  owner: { id: 7, name: 'Ann' },
  service: 'ann-dev',
  noticed_at: null,
};

export const visitOperations: Operations<
  'visitedService' | 'visit' | 'visits' | 'classVisits' | 'ownVisits' | 'dismissVisit'
> = {
  visitedService: {
    summary: 'Read whose service an address is',
    description:
      'For an admin, and for a teacher of a class with that template and its owner as a member, before a visit is announced.',
    answer: { owner: 'Ann', display_name: 'Development Container', as: 'teacher', reason_needed: false, minutes: 15 },
    errors: ['own_origin_needed', 'not_found'],
  },
  visit: {
    summary: 'Announce a visit to a service',
    description:
      'For an admin, or a teacher of a class with that template and its owner as a member. Records the visit, shows it to the owner, and answers the address that opens the service once in this browser. A teacher needs a reason, except in a lesson; there the visit lasts 15 minutes, else an hour.',
    body: { to: 'https://ann-dev.apps.domain.com/', state: '0'.repeat(64), reason: visit.reason },
    answer: { location: 'https://ann-dev.apps.domain.com/.spawner/enter?pass=…' },
    errors: ['own_origin_needed', 'not_found'],
  },
  visits: {
    summary: 'List the visits to services',
    description: 'For an admin: who has opened whose service, when, how long and why. Newest first.',
    answer: {
      items: [logged],
      next_cursor: null,
      total: 1,
    },
  },
  classVisits: {
    summary: 'List the visits by teachers of a class',
    description: 'For its teachers and admins: who has opened whose service, when, how long and why. Newest first.',
    answer: {
      items: [{ ...logged, as: 'teacher', class: { id: 3, name: '7b' } }],
      next_cursor: null,
      total: 1,
    },
    errors: ['not_found'],
  },
  ownVisits: {
    summary: 'List the visits to the own services',
    description: 'Who has opened a service of this user, when, how long and why. Newest first.',
    answer: { items: [{ ...visit, by: 'Grace', display_name: 'Development Container' }], next_cursor: null, total: 1 },
  },
  dismissVisit: {
    summary: 'Dismiss the notice of a visit',
    description: 'The card no longer shows the visits so far.',
    answer: { message: 'Noted' },
  },
};
