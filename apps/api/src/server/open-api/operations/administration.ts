import type { Operations } from '../operation.js';

export const administrationOperations: Operations<'weaknesses'> = {
  weaknesses: {
    summary: 'Read which protections are missing',
    description: 'For an admin: what containers are promised and the host does not keep, and who may read the traffic.',
    answer: {
      weaknesses: [{ name: 'neighbours', level: 'missing', fix: ['sysctl -w net.bridge.bridge-nf-call-iptables=1'] }],
    },
    errors: ['runtime_unreachable'],
  },
};
