import type { Operations } from '../operation.js';
import { ann, magicLinkToken } from './examples.js';

const mailRequested = {
  message: 'If the address is right, a magic link is on its way.',
  mail_id: '3f0c7a52-8a4e-4d0f-9f0b-6f6f3f1b7c21',
};

/** Of an address without an account, or whose account was never confirmed. */
const registrationErrors = ['registration_closed', 'mail_not_allowed', 'setup_code_needed'] as const;

export const loginOperations: Operations<
  | 'signup'
  | 'login'
  | 'mailStatus'
  | 'verify'
  | 'session'
  | 'openSession'
  | 'openSessionByCode'
  | 'linkAskedBy'
  | 'refuseLink'
  | 'refreshSession'
  | 'logout'
  | 'logoutEverywhere'
> = {
  signup: {
    summary: 'Register and request a magic link',
    description:
      'Creates the account if there is none, and mails a magic link. The answer is the same whether the account existed. Both routes, signup and login, count against the same limit of mails.',
    body: { email: ann.email },
    answer: mailRequested,
    errors: ['too_many_mails', 'setup_code_wrong', ...registrationErrors],
  },
  login: {
    summary: 'Request a magic link',
    description:
      'Mails a magic link. The answer is the same for an address without an account; the mail to it says so, and using its link creates the account. The token for `POST /api/auth/verify` is the part of the link behind `#`.',
    body: { email: ann.email },
    answer: mailRequested,
    errors: ['too_many_mails'],
  },
  mailStatus: {
    summary: 'Read what became of a requested mail',
    description:
      'For the client that requested it: only its answer has the id. It says the same for addresses with and without an account. Known for an hour after the mail was tried.',
    answer: { state: 'waiting', retry_in: 12, reason: 'later', answer: 'Greylisted, see you later' },
    errors: ['not_found'],
  },
  verify: {
    summary: 'Exchange a magic-link token for a Bearer token',
    description:
      'For REST clients. A token works once. Send the answer’s `access_token` as `Authorization: Bearer …`; it ends after `expires_in` seconds and is not renewed. A program that runs for longer uses a personal API token.',
    body: { token: magicLinkToken },
    answer: {
      access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x',
      token_type: 'Bearer',
      expires_in: 900,
      user: ann,
    },
    errors: ['link_invalid', 'account_blocked', ...registrationErrors],
  },
  session: {
    summary: 'Read the current session',
    description:
      'The user that the cookie or token belongs to, or `null` without one. 401 only if a token was sent that is not valid, so a page can ask before a login.',
    answer: { user: ann },
  },
  openSession: {
    summary: 'Log a browser in by its magic link',
    description:
      'For browsers: sets HttpOnly cookies. In another browser than the one that requested the link it answers 409 `confirmation_needed` and leaves the link valid; send it again with `confirmed: true` after the person agreed.',
    body: { token: magicLinkToken, confirmed: true },
    answer: { user: ann },
    errors: ['link_invalid', 'confirmation_needed', 'account_blocked', ...registrationErrors],
  },
  openSessionByCode: {
    summary: 'Log a browser in by the code from the mail',
    description:
      'For the browser that requested the mail, which its cookie shows: sets HttpOnly cookies. A code allows five tries.',
    body: { email: ann.email, code: '482913' },
    answer: { user: ann },
    errors: ['code_invalid', 'link_invalid', 'account_blocked', ...registrationErrors],
  },
  linkAskedBy: {
    summary: 'Read who requested a magic link',
    description: 'Browser, system and address of the request, to show before the login. Does not use the link up.',
    body: { token: magicLinkToken },
    answer: {
      browser: 'Firefox',
      system: 'Windows',
      ip: '192.0.2.7',
      at: '2026-09-01T07:29:00.000Z',
      email: ann.email,
    },
    errors: ['link_invalid'],
  },
  refuseLink: {
    summary: 'Make a magic link invalid',
    description: 'For the person who did not request it.',
    body: { token: magicLinkToken },
    answer: { message: 'The link is no longer valid' },
    errors: ['link_invalid'],
  },
  refreshSession: {
    summary: 'Renew a browser’s session',
    description:
      'Exchanges the refresh cookie for new cookies. A refresh cookie works once; one that is used again ends the session.',
    answer: { user: ann },
    errors: ['not_logged_in', 'account_blocked'],
  },
  logout: {
    summary: 'Log out',
    description: 'Ends the session of the cookie or token and removes the cookies. Succeeds without a login as well.',
    answer: { message: 'Logged out' },
  },
  logoutEverywhere: {
    summary: 'Log out everywhere',
    description: 'Ends all sessions of the user, this one included. Personal API tokens stay valid.',
    answer: { message: 'Logged out everywhere' },
  },
};
