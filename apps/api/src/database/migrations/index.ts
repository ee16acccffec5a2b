import { UsersAndSessions1795305600000 } from './20261122-users-and-sessions.js';
import { UserContainers1795305600001 } from './20261122-user-containers.js';

/** In the order they run. A migration that has shipped is never edited. */
export const migrations = [UsersAndSessions1795305600000, UserContainers1795305600001];
