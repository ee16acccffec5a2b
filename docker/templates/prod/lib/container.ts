import { hostname } from 'node:os';

/** Owner, type and path of this container, from the environment that the platform sets at start. */
export function describeContainer() {
  return {
    slug: process.env.USER_SLUG || 'demo',
    type: process.env.CONTAINER_TYPE || 'prod',
    path: `${process.env.BASE_PATH ?? ''}/`,
    hostname: hostname(),
  };
}
