import type { User as UserAnswer } from '@spawner/contracts';
import type { User } from './user.entity.js';

export const userAnswer = (user: User): UserAnswer => ({
  id: user.id,
  email: user.email,
  slug: user.slug,
  is_admin: user.isAdmin,
  state: user.state,
});
