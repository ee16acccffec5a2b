import { CONTAINER_NAME } from '@spawner/engine';
import { z } from 'zod';
import { HELPER, HELPER_NAME, helperBody, type Mount, serviceBody } from '../policy/container.js';
import * as given from '../policy/query.js';
import { Refusal } from '../refusal.js';
import { at, bodyOf, ID, nothing, type Place, type Rule, SERVICE } from './rule.js';

/** Containers. Each is inspected first: a container that is not Spawner's is neither changed nor shown. */
export function containerRules(place: Place): Rule[] {
  const { settings, belongings } = place;
  // Spawner warns about foreign containers on the services' network, so it may list all of that network.
  const onNetwork = given.filters({ network: z.tuple([z.literal(settings.TRAEFIK_NETWORK)]) });
  const byLabel = given.filters({ label: given.values, volume: given.values.optional() });
  const List = z.strictObject({ all: given.flag.optional(), filters: z.union([byLabel, onNetwork]) });
  return [
    create(place),
    {
      method: 'GET',
      path: at('/containers/json'),
      question: ({ query }) => {
        const asked = List.parse(query);
        if ('network' in asked.filters) {
          const show = (found: unknown) => Attached.parse(found);
          const network = JSON.stringify(asked.filters);
          return { method: 'GET', path: '/containers/json', query: { filters: network }, show };
        }
        const own = { ...asked.filters, label: belongings.among(asked.filters.label) };
        return { method: 'GET', path: '/containers/json', query: { all: asked.all, filters: JSON.stringify(own) } };
      },
    },
    {
      method: 'GET',
      path: at(`/containers/(${SERVICE}|${ID})/json`),
      question: ({ query, name }) => {
        nothing.parse(query);
        const show = (found: unknown) => {
          belongings.ownContainer(found);
          return found;
        };
        return { method: 'GET', path: `/containers/${name}/json`, show };
      },
    },
    {
      method: 'GET',
      path: at(`/containers/(${SERVICE})/logs`),
      question: async ({ query, name }) => {
        const asked = Logs.parse(query);
        const { id } = await belongings.container(name);
        return { method: 'GET', path: `/containers/${id}/logs`, query: asked, patienceMs: null };
      },
    },
    {
      method: 'DELETE',
      path: at(`/containers/(${SERVICE}|${HELPER})`),
      question: async ({ query, name }) => {
        const asked = Remove.parse(query);
        const { id } = await belongings.container(name);
        return { method: 'DELETE', path: `/containers/${id}`, query: asked };
      },
    },
    act(place, 'start', {}),
    act(place, 'pause', {}),
    act(place, 'unpause', {}),
    act(place, 'stop', {
      t: z
        .string()
        .regex(/^\d{1,2}$/)
        .optional(),
    }),
    act(place, 'rename', { name: z.string().regex(CONTAINER_NAME) }),
  ];
}

const Remove = z.strictObject({ force: given.flag.optional(), v: given.flag.optional() });

const Attached = z.array(z.object({ Id: z.string(), Names: z.unknown().optional(), Labels: z.unknown().optional() }));

const Logs = z.strictObject({
  stdout: given.flag,
  stderr: given.flag,
  tail: given.number,
  follow: given.flag.optional(),
});

const Named = z.looseObject({ name: z.string() });

function create({ settings, images, belongings }: Place): Rule {
  const service = serviceBody(settings, images);
  const marked = (mount: Mount) => {
    const { VolumeOptions } = mount;
    return { ...mount, VolumeOptions: { ...VolumeOptions, Labels: { ...VolumeOptions.Labels, ...belongings.mark } } };
  };
  return {
    method: 'POST',
    path: at('/containers/create'),
    question: async (call) => {
      const { name } = Named.parse(call.query);
      const asked = HELPER_NAME.test(name) ? await bodyOf(helperBody, call) : await bodyOf(service, call);
      if (asked.name !== name) throw new Refusal('the container has two names');
      const { HostConfig, Labels } = asked;
      for (const { Source } of HostConfig.Mounts) await belongings.volume(Source);
      const json = {
        ...asked,
        Labels: { ...Labels, ...belongings.mark },
        HostConfig: { ...HostConfig, Mounts: HostConfig.Mounts.map(marked) },
      };
      return { method: 'POST', path: '/containers/create', query: { name }, json };
    },
  };
}

/** Drops the body: on older engines, the body of a start call can change the container's configuration. */
function act({ belongings }: Place, verb: string, query: Record<string, z.ZodType<string | undefined>>): Rule {
  const schema = z.strictObject(query);
  return {
    method: 'POST',
    path: at(`/containers/(${SERVICE}|${ID})/${verb}`),
    question: async (call) => {
      const asked = schema.parse(call.query);
      const { id, helper } = await belongings.container(call.name);
      if (helper) throw new Refusal('a container that only holds a volume is left as it is');
      return { method: 'POST', path: `/containers/${id}/${verb}`, query: asked };
    },
  };
}
