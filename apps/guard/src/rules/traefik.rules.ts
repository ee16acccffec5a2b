import { z } from 'zod';
import { at, type Rule } from './rule.js';

const CONTAINERS = JSON.stringify({ type: ['container'] });
const ROUTED = JSON.stringify({ label: ['traefik.enable=true'] });

/** What Traefik needs for a route. Not the environment: it contains the passwords of other programs on the host. */
const Seen = z.object({
  Id: z.unknown().optional(),
  Name: z.unknown().optional(),
  Created: z.unknown().optional(),
  State: z.unknown().optional(),
  Config: z.object({ Labels: z.unknown().optional() }),
  HostConfig: z.object({ NetworkMode: z.unknown().optional() }),
  NetworkSettings: z.unknown().optional(),
});

/** The calls that Traefik makes: they only read, and list only containers with the label traefik.enable=true. */
export const traefikRules = (): Rule[] => [
  { method: 'HEAD', path: at('/_ping'), request: () => ({ method: 'HEAD', path: '/_ping' }) },
  { method: 'GET', path: at('/_ping'), request: () => ({ method: 'GET', path: '/_ping' }) },
  { method: 'GET', path: at('/version'), request: () => ({ method: 'GET', path: '/version' }) },
  {
    method: 'GET',
    path: at('/events'),
    request: () => ({ method: 'GET', path: '/events', query: { filters: CONTAINERS }, patienceMs: null }),
  },
  {
    method: 'GET',
    path: at('/containers/json'),
    request: () => ({ method: 'GET', path: '/containers/json', query: { filters: ROUTED } }),
  },
  {
    method: 'GET',
    path: at('/containers/([a-zA-Z0-9][a-zA-Z0-9_.-]{0,250})/json'),
    request: ({ name }) => ({ method: 'GET', path: `/containers/${name}/json`, show: (found) => Seen.parse(found) }),
  },
];
