import type { User } from '@spawner/contracts';

/** What other people read instead of an id. An account without mail address has a name. */
export const nameOf = ({ display_name: name, email, slug }: Pick<User, 'display_name' | 'email' | 'slug'>): string =>
  name ?? email ?? slug;
