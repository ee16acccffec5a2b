import type { Operations } from '../operation.js';
import { ann } from './examples.js';

export const administrationOperations: Operations<'audit' | 'weaknesses'> = {
  audit: {
    summary: 'Read the audit trail',
    description: 'For an admin. Newest first; reading it is recorded as well.',
    answer: {
      events: [
        {
          id: '1042',
          at: '2026-09-01T07:30:01.000Z',
          actor: { id: ann.id, email: ann.email },
          action: 'container_launched',
          subject: 'ann-dev',
          from_ip: '192.0.2.7',
          outcome: 'done',
          facts: {},
        },
      ],
    },
    errors: ['forbidden'],
  },
  weaknesses: {
    summary: 'Read which protections are missing',
    description: 'For an admin: what containers are promised and the host does not keep, and who may read the traffic.',
    answer: {
      weaknesses: [{ name: 'neighbours', level: 'missing', fix: ['sysctl -w net.bridge.bridge-nf-call-iptables=1'] }],
    },
    errors: ['forbidden', 'runtime_unreachable'],
  },
};
