import { z } from 'zod';
import { MessageResponse, SessionResponse, TokenRequest } from '../auth.js';
import {
  InvitationLink,
  InvitationOffer,
  InvitationsPage,
  InvitationsQuery,
  NewInvitations,
  NewInvitationsResponse,
} from '../invitations.js';
import {
  MailRulesEffect,
  MailRulesTrial,
  NewMailRules,
  OwnApproval,
  Refusal,
  StoredMailRules,
} from '../registration.js';
import { table } from './endpoint.js';

const read = { role: 'admin', scope: 'admin:read' } as const;
const write = { role: 'admin', scope: 'admin:write' } as const;

export const registrationEndpoints = table({
  mailRules: { method: 'GET', path: '/api/admin/mail-rules', answer: StoredMailRules, ...read },
  saveMailRules: {
    method: 'PUT',
    path: '/api/admin/mail-rules',
    body: NewMailRules,
    answer: StoredMailRules,
    ...write,
  },
  /** Changes nothing. */
  tryMailRules: {
    method: 'POST',
    path: '/api/admin/mail-rules/try',
    body: MailRulesTrial,
    answer: MailRulesEffect,
    ...read,
  },
  approve: { method: 'POST', path: '/api/admin/user/{id}/approve', answer: MessageResponse, ...write },
  refuse: { method: 'POST', path: '/api/admin/user/{id}/refuse', body: Refusal, answer: MessageResponse, ...write },
  /** Open to people who wait for approval, as is its stream. */
  approval: { method: 'GET', path: '/api/user/approval', answer: OwnApproval },
  /** One `approval` event now and one for each change, each carrying an `OwnApproval`. */
  approvalEvents: { method: 'GET', path: '/api/user/approval/events', answer: z.string(), media: 'text/event-stream' },
  invitations: {
    method: 'GET',
    path: '/api/admin/invitations',
    query: InvitationsQuery,
    answer: InvitationsPage,
    ...read,
  },
  invite: {
    method: 'POST',
    path: '/api/admin/invitations',
    body: NewInvitations,
    answer: NewInvitationsResponse,
    ...write,
  },
  revokeInvitation: { method: 'DELETE', path: '/api/admin/invitation/{id}', answer: MessageResponse, ...write },
  /** A new link by mail; the one before is no longer valid. */
  resendInvitation: { method: 'POST', path: '/api/admin/invitation/{id}/resend', answer: MessageResponse, ...write },
  /** No API token is accepted: who has the link is that person. */
  invitationLink: { method: 'POST', path: '/api/admin/invitation/{id}/link', answer: InvitationLink, role: 'admin' },
  /** Does not use the invitation up. */
  invitationOffer: { method: 'POST', path: '/api/auth/invitation/offer', body: TokenRequest, answer: InvitationOffer },
  /** For browsers: the token of an invitation in, HttpOnly cookies out. */
  acceptInvitation: { method: 'POST', path: '/api/auth/invitation', body: TokenRequest, answer: SessionResponse },
});
