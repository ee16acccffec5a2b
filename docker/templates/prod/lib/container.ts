import { hostname } from 'node:os';

/** Who and what this container is, as the platform told it at start. */
export function describeContainer() {
  return {
    slug: process.env.USER_SLUG || 'demo',
    type: process.env.CONTAINER_TYPE || 'prod',
    path: `${process.env.BASE_PATH ?? ''}/`,
    hostname: hostname(),
  };
}
