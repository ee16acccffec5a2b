import type { Operations } from '../operation.js';

const link = {
  id: '8c6a1d1e-3b1f-4f53-a5b7-2e0c9d4f6a10',
  label: 'for the jury',
  created_at: '2026-09-01T07:30:00.000Z',
  expires_at: '2026-09-02T07:30:00.000Z',
  last_used_at: null,
};

export const sharingOperations: Operations<'shareLinks' | 'createShareLink' | 'endShareLink'> = {
  shareLinks: {
    summary: 'List the share links of a container',
    description: 'Needs an address of its own for each service (`ROUTING=subdomain`).',
    answer: { links: [link] },
    errors: ['own_origin_needed'],
  },
  createShareLink: {
    summary: 'Create a share link',
    description:
      'Opens the service to everybody who has the address, until it ends. The answer is the only one that shows the address.',
    body: { expires_in_hours: 24, label: link.label },
    answer: {
      url: 'https://ann-dev.apps.domain.com/.spawner/share#kqv8tq0p2xJmO1bYV3nZ5rWcE7dFgHsLuAiT9yXoPzM',
      details: link,
    },
    errors: ['own_origin_needed', 'too_many_shares', 'no_container'],
  },
  endShareLink: {
    summary: 'End a share link',
    description: 'Whoever came by it is refused from the next request on.',
    answer: { message: 'Link ended' },
    errors: ['own_origin_needed', 'not_found'],
  },
};
