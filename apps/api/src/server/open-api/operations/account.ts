import type { Operations } from '../operation.js';
import { ann } from './examples.js';

const token = {
  id: '5b0f4c52-6d0e-4d5b-9a53-0c9a4c1f7e21',
  name: 'nightly deploy',
  scopes: ['containers:write' as const],
  created_at: '2026-09-01T07:30:00.000Z',
  expires_at: '2026-11-30T07:30:00.000Z',
  last_used: null,
  last_used_ip: null,
};

export const accountOperations: Operations<
  | 'me'
  | 'changeMe'
  | 'ownDeletion'
  | 'deleteMe'
  | 'accountExport'
  | 'exportFiles'
  | 'sessions'
  | 'endSession'
  | 'apiTokens'
  | 'createApiToken'
  | 'revokeApiToken'
> = {
  me: {
    summary: 'Read the own account',
    description: 'The user of the session or token, with the slug that the addresses of their services begin with.',
    answer: ann,
  },
  changeMe: {
    summary: 'Change the own account',
    description:
      'The name that other people read, and the language of mails. The name of an account that belongs to a class is changed by its teachers.',
    body: { display_name: 'Ann', language: 'en' },
    answer: ann,
    errors: ['not_for_class_accounts'],
  },
  ownDeletion: {
    summary: 'Read whether the own account can be deleted',
    description: 'What `DELETE /api/user/me` would answer, and what happens to the data.',
    answer: { allowed: true, last_admin: false, login_fresh_until: '2026-09-01T07:40:00.000Z', days: 30 },
  },
  deleteMe: {
    summary: 'Delete the own account',
    description:
      'Ends all logins, tokens and links, and stops the containers. An admin can restore the account for some days; then it is erased with its volumes.',
    answer: { message: 'Account deleted' },
    errors: ['own_deletion_off', 'fresh_login_needed', 'last_admin'],
  },
  accountExport: {
    summary: 'Download what is stored about oneself',
    description: 'Account, logins, tokens, links, containers, visits and audit events, without secrets.',
    answer: {
      format: 1,
      exported_at: '2026-09-01T07:30:00.000Z',
      account: { ...ann, created_at: '2026-08-01T07:30:00.000Z', last_seen_at: null, approval: 'granted' },
      sessions: [],
      login_links: [],
      mails: [],
      api_tokens: [token],
      login_cards: [],
      share_links: [],
      containers: [],
      visits_to_me: [],
      card_notices: [],
      material_for_me: [],
      collected_from_me: [],
      visits_by_me: [],
      invitations_to_me: [],
      invitations_by_me: [],
      limits: [],
      jobs_by_me: [],
      jobs_about_me: [],
      classes: [],
      lessons_by_me: [],
      help_calls: [],
      messages_by_me: [],
      messages_to_me: [],
      audit: [],
    },
  },
  exportFiles: {
    summary: 'Download the files of the own volumes',
    description:
      'A ZIP archive with a folder for each container. A file that is being written is taken as it is. Links between files are not in it; `left-out.txt` names them.',
    answer: 'PK…',
    errors: ['no_container', 'runtime_unreachable', 'runtime_failed'],
  },
  sessions: {
    summary: 'List the own sessions',
    description: 'Every browser and REST client that is logged in as this user.',
    answer: {
      sessions: [
        {
          id: '1f2b8a0e-52b5-4f0a-8f3e-9d1c7a6e4b30',
          kind: 'browser',
          current: true,
          browser: 'Firefox',
          system: 'Windows',
          ip: '192.0.2.7',
          created_at: '2026-09-01T07:30:00.000Z',
          last_seen: '2026-09-01T08:15:00.000Z',
          expires_at: '2026-10-01T07:30:00.000Z',
        },
      ],
    },
  },
  endSession: {
    summary: 'End one of the own sessions',
    description: 'The browser or client is logged out at once; its open streams end.',
    answer: { message: 'Session ended' },
    errors: ['not_found'],
  },
  apiTokens: {
    summary: 'List the own API tokens',
    description: 'Without the tokens themselves: only their hashes are stored.',
    answer: { tokens: [token] },
  },
  createApiToken: {
    summary: 'Create an API token',
    description:
      'A personal token for a program, with scopes and an end. It is sent as `Authorization: Bearer spawner_pat_…`. The answer is the only one that shows it.',
    body: { name: token.name, scopes: token.scopes, expires_in_days: 90 },
    answer: { token: 'spawner_pat_kqv8tq0p2xJmO1bYV3nZ5rWcE7dFgHsLuAiT9yXoPzM', details: token },
  },
  revokeApiToken: {
    summary: 'Revoke an API token',
    description: 'The token is refused from the next request on.',
    answer: { message: 'Token revoked' },
    errors: ['not_found'],
  },
};
