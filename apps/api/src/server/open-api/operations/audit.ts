import type { Operations } from '../operation.js';
import { ann } from './examples.js';

export const auditOperations: Operations<'audit' | 'auditExport'> = {
  audit: {
    summary: 'Read the audit trail',
    description: 'For an admin. Newest first. Reading it is recorded as well, once an hour.',
    answer: {
      events: [
        {
          id: '1042',
          at: '2026-09-01T07:30:01.000Z',
          actor: { id: 1, name: 'Ada Lovelace' },
          about: { id: ann.id, name: 'Ann' },
          action: 'visit_begun',
          subject: 'ann-dev',
          from_ip: '192.0.2.7',
          outcome: 'done',
          facts: {},
        },
      ],
    },
  },
  auditExport: {
    summary: 'Download the audit trail',
    description: 'For an admin. The newest 50,000 events of the filter, as CSV. Recorded as well.',
    answer: '"id","at","actor_id","actor","about_id","about","action","subject","from_ip","outcome","facts"\r\n',
  },
};
