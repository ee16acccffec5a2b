import type { PrintedCards, User } from '@spawner/contracts';
import type { Operations } from '../operation.js';
import { ann } from './examples.js';

const secret = 'x3VbQ9sT0aLr7PzWk2NdYg';

export const ben: User = {
  ...{ ...ann, id: 31, email: null, display_name: 'Ben', language: null, slug: 'ben' },
  class_account: true,
};

export const printed: PrintedCards = {
  class_name: '7b',
  class_code: '7BQK-2M9X',
  typed_at: 'https://coder.domain.com/k',
  cards: [
    {
      ...{ user_id: 31, name: 'Ben', slug: 'ben', url: `https://coder.domain.com/card#${secret}`, code: 'K7QM-9X2P' },
      ends_on: '2027-07-14',
    },
  ],
};

export const loginCardOperations: Operations<
  | 'openSessionByCard'
  | 'cardOwner'
  | 'openSessionByCardCode'
  | 'loginCards'
  | 'printCards'
  | 'reopenCards'
  | 'revokeCard'
> = {
  openSessionByCard: {
    summary: 'Log a browser in by a login card',
    description:
      'For accounts that belong to a class. Sets HttpOnly cookies that end with the browser, and after the hours of the class at the latest; with `own_device`, where the class allows it, after 30 days. The answer is `card_invalid` whatever is wrong.',
    body: { secret },
    answer: { user: ben },
    errors: ['card_invalid'],
  },
  cardOwner: {
    summary: 'Read whom a login card logs in',
    description: 'To ask before the login: a prepared link could be the card of somebody else.',
    body: { secret },
    answer: { first_name: 'Ben', own_device: false },
    errors: ['card_invalid'],
  },
  openSessionByCardCode: {
    summary: 'Log a browser in by the codes of a login card',
    description:
      'The code of the class, then the own one. After five wrong codes of a network one try a second is answered; after 200 in an hour the codes of this class rest for 15 minutes, and its QR codes still work.',
    body: { class_code: '7BQK-2M9X', code: 'k7qm 9x2p' },
    answer: { user: ben },
    errors: ['card_invalid', 'card_paused'],
  },
  loginCards: {
    summary: 'List the login cards of a class',
    description: 'Without their codes, which nobody can read again.',
    answer: {
      class_code: '7BQK-2M9X',
      paused_until: null,
      cards: [{ user_id: 31, name: 'Ben', created_at: '2026-09-01T07:40:00.000Z', last_used_at: null }],
    },
    errors: ['not_found'],
  },
  printCards: {
    summary: 'Print login cards',
    description:
      'Makes a new card for each of these accounts, which must belong to the class. Cards that they had, and logins with them, end. Only this answer has the codes.',
    body: { user_ids: [31], renew: true },
    answer: printed,
    errors: ['not_found', 'class_archived', 'not_class_account'],
  },
  reopenCards: {
    summary: 'Let the codes of login cards be typed again',
    description: 'Ends the rest after too many wrong codes.',
    answer: { message: 'The codes can be typed again.' },
    errors: ['not_found'],
  },
  revokeCard: {
    summary: 'Revoke a login card',
    description: 'Also ends the logins of this account.',
    answer: { message: 'The card is no longer good.' },
    errors: ['not_found', 'not_class_account'],
  },
};
