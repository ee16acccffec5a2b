import { MessageResponse, SessionResponse } from '../auth.js';
import {
  CardCodeRequest,
  CardLoginRequest,
  CardOwner,
  CardRequest,
  LoginCards,
  PrintedCards,
  PrintRequest,
} from '../login-cards.js';
import { table } from './endpoint.js';

const read = { role: 'manager', scope: 'classes:read' } as const;
const write = { role: 'manager', scope: 'classes:write' } as const;

export const loginCardEndpoints = table({
  /** For browsers: the secret of a QR code in, HttpOnly cookies out. */
  openSessionByCard: { method: 'POST', path: '/api/auth/card', body: CardLoginRequest, answer: SessionResponse },
  cardOwner: { method: 'POST', path: '/api/auth/card/owner', body: CardRequest, answer: CardOwner },
  openSessionByCardCode: {
    method: 'POST',
    path: '/api/auth/card/code',
    body: CardCodeRequest,
    answer: SessionResponse,
  },
  loginCards: { method: 'GET', path: '/api/class/{id}/cards', answer: LoginCards, ...read },
  printCards: {
    method: 'POST',
    path: '/api/class/{id}/cards/print',
    body: PrintRequest,
    answer: PrintedCards,
    ...write,
  },
  /** Ends the rest after too many wrong codes. */
  reopenCards: { method: 'POST', path: '/api/class/{id}/cards/reopen', answer: MessageResponse, ...write },
  revokeCard: { method: 'DELETE', path: '/api/class/{id}/member/{user_id}/card', answer: MessageResponse, ...write },
});
