import type { RoutedContainers } from '../routed/routed-containers.js';
import { at, ID, type Rule } from './rule.js';

/** The calls that Traefik makes: they only read, and only containers that run with the label traefik.enable=true. */
export const traefikRules = (containers: RoutedContainers): Rule[] => [
  { method: 'HEAD', path: at('/_ping'), request: () => ({ method: 'HEAD', path: '/_ping' }) },
  { method: 'GET', path: at('/_ping'), request: () => ({ method: 'GET', path: '/_ping' }) },
  { method: 'GET', path: at('/version'), request: () => ({ method: 'GET', path: '/version' }) },
  { method: 'GET', path: at('/events'), request: async () => ({ body: await containers.events() }) },
  { method: 'GET', path: at('/containers/json'), request: async () => ({ body: await containers.list() }) },
  {
    method: 'GET',
    path: at(`/containers/(${ID})/json`),
    request: async ({ name }) => ({ body: await containers.container(name) }),
  },
];
