import type { OpenSession } from '@spawner/contracts';
import type { Session } from './session.entity.js';

export const sessionAnswer = (session: Session): Omit<OpenSession, 'current'> => ({
  id: session.id,
  kind: session.generation === null ? 'client' : 'browser',
  browser: session.browser,
  system: session.system,
  ip: session.ip,
  created_at: session.createdAt.toISOString(),
  last_seen: (session.rotatedAt ?? session.createdAt).toISOString(),
  expires_at: session.expiresAt.toISOString(),
});
