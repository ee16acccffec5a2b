import type { Access } from '@spawner/engine';
import type { Visitor } from '../signing/visitor.js';

/** `/ann-dev/` on the dashboard's origin, `apps.example.org/ann-dev/` on one host beside it, or `ann-dev.apps.example.org`. */
export type Routing = 'path' | 'host' | 'subdomain';

/** The access rules of a template. */
export interface TemplateAccess {
  readonly access: Access;
  /** Its pages may share an origin with other services without a sandbox. */
  readonly trusted: boolean;
}

export interface Circumstances {
  readonly policy: TemplateAccess;
  readonly routing: Routing;
  readonly ownerId: number;
  /** Null without a login. */
  readonly visitor: Visitor | null;
}

/** `open`, or the code of the error with the reason. */
export type Decision = 'open' | 'not_logged_in' | 'access_denied' | 'own_origin_needed';

/**
 * Who may open a service. On a shared origin a page acts with the rights of the user who opens it, so there a private or
 * members' page opens for its owner only.
 */
export function decide({ policy, routing, ownerId, visitor }: Circumstances): Decision {
  if (policy.access === 'public') return 'open';
  if (!visitor) return 'not_logged_in';
  if (visitor.userId === ownerId) return 'open';
  if (policy.access === 'private') return 'access_denied';
  return routing === 'subdomain' ? 'open' : 'own_origin_needed';
}

/** Whether its pages get an opaque origin: they are public, on an origin that other services share. */
export const isSandboxed = ({ access, trusted }: TemplateAccess, routing: Routing): boolean =>
  access === 'public' && !trusted && routing !== 'subdomain';
