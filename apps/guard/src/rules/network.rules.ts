import { z } from 'zod';
import { connectBody, disconnectBody, networkBody } from '../policy/network.js';
import * as given from '../policy/query.js';
import { at, bodyOf, nothing, type Place, type Rule } from './rule.js';

/** The services' network only. */
export function networkRules({ settings, belongings }: Place): Rule[] {
  const name = settings.TRAEFIK_NETWORK;
  const List = z.strictObject({ filters: given.filters({ name: z.tuple([z.literal(name)]) }) });
  const network = networkBody(settings);
  const attach = (verb: 'connect' | 'disconnect', body: typeof connectBody): Rule => ({
    method: 'POST',
    path: at(`/networks/${name.replaceAll('.', '\\.')}/${verb}`),
    question: async (call) => {
      nothing.parse(call.query);
      const asked = await bodyOf(body, call);
      const { id } = await belongings.container(asked.Container);
      return { method: 'POST', path: `/networks/${name}/${verb}`, json: { ...asked, Container: id } };
    },
  });
  return [
    {
      method: 'GET',
      path: at('/networks'),
      question: ({ query }) => {
        const asked = List.parse(query);
        return { method: 'GET', path: '/networks', query: { filters: JSON.stringify(asked.filters) } };
      },
    },
    {
      method: 'POST',
      path: at('/networks/create'),
      question: async (call) => ({
        method: 'POST',
        path: '/networks/create',
        json: await bodyOf(network, call),
      }),
    },
    attach('connect', connectBody),
    attach('disconnect', disconnectBody),
  ];
}
