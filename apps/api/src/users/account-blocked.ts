import { AppError } from '../errors/app-error.js';
import type { User } from './user.entity.js';

/** The reason, where the admin who blocked wanted it to be read. Ends with a space, because a sentence follows. */
export const toldReason = ({ blockedReason, blockedTold }: Pick<User, 'blockedReason' | 'blockedTold'>): string =>
  blockedTold && blockedReason !== null ? `“${blockedReason}” ` : '';

export const accountBlocked = (user: User): AppError => new AppError('account_blocked', { because: toldReason(user) });
