import type { User as UserAnswer } from '@spawner/contracts';
import type { User } from './user.entity.js';

export const userAnswer = (user: User): UserAnswer => ({
  id: user.id,
  email: user.email,
  display_name: user.displayName,
  language: user.language,
  slug: user.slug,
  role: user.role,
  is_admin: user.role === 'admin',
  state: user.state,
  approval: user.approval,
  class_account: user.classId !== null,
});
