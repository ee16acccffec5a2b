import type { Access } from '@spawner/engine';
import type { Visitor } from '../signing/visitor.js';

/** How services are told apart from the outside: by path on one origin, or by a host of their own. */
export type Routing = 'path' | 'host' | 'subdomain';

/** What a template says about who may open its containers. */
export interface TemplateAccess {
  readonly access: Access;
  /** Its pages may share an origin with others, whoever opens them. */
  readonly trusted: boolean;
}

export interface Circumstances {
  readonly policy: TemplateAccess;
  readonly routing: Routing;
  readonly ownerId: number;
  /** Null where nobody is known to be logged in. */
  readonly visitor: Visitor | null;
}

/** The door opens, or the error that says why not. */
export type Decision = 'open' | 'not_logged_in' | 'access_denied' | 'own_origin_needed';

/**
 * Who may open a service. On an origin that is shared, a page acts with the rights of whoever opens it, so there a
 * private or members' page goes to the person whose container it is and to nobody else.
 */
export function decide({ policy, routing, ownerId, visitor }: Circumstances): Decision {
  if (policy.access === 'public') return 'open';
  if (!visitor) return 'not_logged_in';
  if (visitor.userId === ownerId) return 'open';
  if (policy.access === 'private') return 'access_denied';
  return routing === 'subdomain' ? 'open' : 'own_origin_needed';
}

/** Whether pages get an opaque origin: everybody opens them, on an origin that is not theirs alone. */
export const isSandboxed = ({ access, trusted }: TemplateAccess, routing: Routing): boolean =>
  access === 'public' && !trusted && routing !== 'subdomain';
