import type { Operations } from '../operation.js';
import { ann } from './examples.js';

export const administrationOperations: Operations<'visitedService' | 'visit' | 'weaknesses'> = {
  visitedService: {
    summary: 'Read whose service an address is',
    description: 'For an admin, before a visit is announced.',
    answer: { owner: ann.email, display_name: 'Development Container' },
    errors: ['forbidden', 'own_origin_needed', 'not_found'],
  },
  visit: {
    summary: 'Announce a visit to a service',
    description:
      'For an admin. Records the visit, shows it to the owner, and answers the address that opens the service once in this browser.',
    body: { to: 'https://ann-dev.apps.domain.com/', state: '0'.repeat(64) },
    answer: { location: 'https://ann-dev.apps.domain.com/.spawner/enter?pass=…' },
    errors: ['forbidden', 'own_origin_needed', 'not_found'],
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
