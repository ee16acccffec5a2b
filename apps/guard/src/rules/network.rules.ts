import { z } from 'zod';
import { connectBody, disconnectBody, networkBody } from '../policy/network.js';
import * as given from '../policy/query.js';
import { at, bodyOf, nothing, type Rule, type RuleContext } from './rule.js';

/** The services' network only. In a swarm an operator makes it, and services join it. */
export function networkRules({ settings, own }: RuleContext): Rule[] {
  const name = settings.TRAEFIK_NETWORK;
  const List = z.strictObject({ filters: given.filters({ name: z.tuple([z.literal(name)]) }) });
  const network = networkBody(settings);
  const attach = (verb: 'connect' | 'disconnect', body: typeof connectBody): Rule => ({
    method: 'POST',
    path: at(`/networks/${name.replaceAll('.', '\\.')}/${verb}`),
    request: async (call) => {
      nothing.parse(call.query);
      const parsed = await bodyOf(body, call);
      const { id } = await own.container(parsed.Container);
      return { method: 'POST', path: `/networks/${name}/${verb}`, json: { ...parsed, Container: id } };
    },
  });
  const create: Rule = {
    method: 'POST',
    path: at('/networks/create'),
    request: async (call) => ({ method: 'POST', path: '/networks/create', json: await bodyOf(network, call) }),
  };
  return [
    {
      method: 'GET',
      path: at('/networks'),
      request: ({ query }) => {
        const parsed = List.parse(query);
        return { method: 'GET', path: '/networks', query: { filters: JSON.stringify(parsed.filters) } };
      },
    },
    ...(settings.GUARD_SWARM ? [] : [create, attach('connect', connectBody), attach('disconnect', disconnectBody)]),
  ];
}
