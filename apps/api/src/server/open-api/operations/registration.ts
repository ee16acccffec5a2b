import type { Operations } from '../operation.js';
import { ann, magicLinkToken } from './examples.js';

const rule = { effect: 'allow' as const, pattern: '@school.example', note: 'everybody at school' };
const invitation = {
  id: '0b9f6a52-5a0e-4d5b-8c53-1c9a4c1f7e22',
  email: 'bob@example.com',
  role: 'user' as const,
  language: 'en' as const,
  invited_by: { id: ann.id, name: 'Ann' },
  state: 'sent' as const,
  created_at: '2026-09-01T07:30:00.000Z',
  expires_at: '2026-09-15T07:30:00.000Z',
  accepted_at: null,
};

export const registrationOperations: Operations<
  | 'mailRules'
  | 'saveMailRules'
  | 'tryMailRules'
  | 'approve'
  | 'refuse'
  | 'approval'
  | 'approvalEvents'
  | 'invitations'
  | 'invite'
  | 'revokeInvitation'
  | 'resendInvitation'
  | 'invitationLink'
  | 'invitationOffer'
  | 'acceptInvitation'
> = {
  mailRules: {
    summary: 'Read the mail rules',
    description: 'Which addresses may register while the setting `registration` is `rules`. The first match decides.',
    answer: { rules: [rule], version: 3 },
  },
  saveMailRules: {
    summary: 'Replace the mail rules',
    description: 'All of them, in order. Accounts that exist stay, whatever the rules say.',
    body: { rules: [rule], version: 3 },
    answer: { rules: [rule], version: 4 },
    errors: ['changed_meanwhile'],
  },
  tryMailRules: {
    summary: 'Try mail rules',
    description: 'What these rules, stored or not, would do with one address and with the accounts that exist.',
    body: { rules: [rule], default_effect: 'deny', email: ann.email },
    answer: {
      tried: { effect: 'deny', rule: null },
      people: [41],
      shut_out: { total: 1, people: [{ id: ann.id, name: 'Ann' }] },
    },
  },
  approve: {
    summary: 'Approve a registration',
    description: 'The person can use their account at once, and is told by mail. Nothing changes where nobody waits.',
    answer: { message: 'Approved' },
    errors: ['not_found'],
  },
  refuse: {
    summary: 'Refuse a registration',
    description: 'The person sees the reason. The account is erased after 30 days; until then it can be approved.',
    body: { reason: 'We do not know you.' },
    answer: { message: 'Refused' },
    errors: ['not_found'],
  },
  approval: {
    summary: 'Read whether the own account is approved',
    description: 'Also for people who wait, for whom everything else is 403 `approval_pending`.',
    answer: { approval: 'waiting', since: '2026-09-01T07:30:00.000Z', reason: null },
  },
  approvalEvents: {
    summary: 'Follow the own approval',
    description: 'Server-sent events: `approval` with an `OwnApproval`, now and whenever it changes.',
    answer: 'event: approval\ndata: {"approval":"granted","since":"2026-09-01T07:31:00.000Z","reason":null}\n\n',
  },
  invitations: {
    summary: 'List invitations',
    description: 'Also accepted, expired and bounced ones, for 30 days after they have ended.',
    answer: { items: [invitation], next_cursor: null, total: 1 },
  },
  invite: {
    summary: 'Invite people',
    description:
      'Mails a link to each address; with `dry_run` only says what would happen. An address that is invited already gets a new link, and the one before ends.',
    body: { addresses: 'Bob <bob@example.com>; carol@example.com', role: 'user', language: 'en', days: 14 },
    answer: { items: [{ text: 'Bob <bob@example.com>', email: 'bob@example.com', outcome: 'new' }], sent: 1 },
  },
  revokeInvitation: {
    summary: 'Revoke an invitation',
    description: 'Its link is no longer valid. An account that it has created stays.',
    answer: { message: 'Invitation revoked' },
    errors: ['not_found'],
  },
  resendInvitation: {
    summary: 'Send an invitation again',
    description: 'With a new link, for as many days as before. Counts against the limit of mails to this address.',
    answer: { message: 'Invitation on its way' },
    errors: ['not_found', 'too_many_mails'],
  },
  invitationLink: {
    summary: 'Read the link of an invitation',
    description: 'To hand it over by other means than mail. This is recorded.',
    answer: { link: `https://coder.domain.com/invite#${magicLinkToken}` },
    errors: ['not_found'],
  },
  invitationOffer: {
    summary: 'Read what an invitation offers',
    description: 'Who invites, and to which account. Does not use the invitation up.',
    body: { token: magicLinkToken },
    answer: {
      email: invitation.email,
      role: 'user',
      classes: ['7b'],
      invited_by: 'Ann',
      expires_at: invitation.expires_at,
    },
    errors: ['link_invalid'],
  },
  acceptInvitation: {
    summary: 'Accept an invitation',
    description: 'For browsers: creates the account, confirms its address and sets HttpOnly cookies. Works once.',
    body: { token: magicLinkToken },
    answer: { user: { ...ann, email: invitation.email } },
    errors: ['link_invalid', 'account_blocked'],
  },
};
