import type { ServiceRoute } from '../gateway/gateway.js';

/** Whose containers are spoken of. */
export type Owner = Pick<ServiceRoute, 'userId' | 'slug'>;

/** The name that operators look for, and the key that makes creating idempotent. */
export const instanceName = ({ slug, type, userId }: ServiceRoute): string => `user-${slug}-${type}-${String(userId)}`;
