import { CONTAINER_NAME, isRoot } from '@spawner/engine';
import { z } from 'zod';
import type { Engine } from '../engine.js';
import type { OwnResources } from '../own-resources.js';
import { HELPER, HELPER_NAME, helperBody, type Mount, serviceBody } from '../policy/container.js';
import * as given from '../policy/query.js';
import { differences } from '../policy/template.js';
import { Refusal } from '../refusal.js';
import { MEASURE_MS } from './engine.rules.js';
import { at, bodyOf, ID, nothing, type Rule, type RuleContext, SERVICE } from './rule.js';

/** Containers. Each is inspected first: a container that is not Spawner's is neither changed nor shown. */
export function containerRules(context: RuleContext): Rule[] {
  const { settings, own } = context;
  // Spawner warns about foreign containers on the services' network, so it may list all of that network.
  const onNetwork = given.filters({ network: z.tuple([z.literal(settings.TRAEFIK_NETWORK)]) });
  const byLabel = given.filters({ label: given.values, volume: given.values.optional() });
  const List = z.strictObject({
    ...{ all: given.flag.optional(), size: z.literal('false').optional() },
    filters: z.union([byLabel, onNetwork]),
  });
  // The engine reads every file that the listed containers have written: only in this one form, which Spawner uses seldom.
  const Measure = z.strictObject({
    size: z.literal('true'),
    all: z.literal('true'),
    filters: given.filters({ label: given.values }),
  });
  return [
    create(context),
    {
      method: 'GET',
      path: at('/containers/json'),
      request: ({ query }) => {
        if ('size' in query && query['size'] !== 'false') {
          const { size, all, filters } = Measure.parse(query);
          const narrowed = JSON.stringify({ label: own.narrow(filters.label) });
          return {
            method: 'GET',
            path: '/containers/json',
            query: { size, all, filters: narrowed },
            patienceMs: MEASURE_MS,
          };
        }
        const parsed = List.parse(query);
        if ('network' in parsed.filters) {
          const show = (found: unknown) => Attached.parse(found);
          const network = JSON.stringify(parsed.filters);
          return { method: 'GET', path: '/containers/json', query: { filters: network }, show };
        }
        const filters = { ...parsed.filters, label: own.narrow(parsed.filters.label) };
        return {
          method: 'GET',
          path: '/containers/json',
          query: { all: parsed.all, filters: JSON.stringify(filters) },
        };
      },
    },
    {
      method: 'GET',
      path: at(`/containers/(${SERVICE}|${ID})/json`),
      request: ({ query, name }) => {
        nothing.parse(query);
        const show = (found: unknown) => {
          own.ownContainer(found);
          return found;
        };
        return { method: 'GET', path: `/containers/${name}/json`, show };
      },
    },
    {
      method: 'GET',
      path: at(`/containers/(${SERVICE}|${ID})/logs`),
      request: async ({ query, name }) => {
        const parsed = Logs.parse(query);
        const { id } = await own.container(name);
        return { method: 'GET', path: `/containers/${id}/logs`, query: parsed, patienceMs: null };
      },
    },
    {
      method: 'GET',
      path: at(`/containers/(${SERVICE}|${ID})/stats`),
      request: async ({ query, name }) => {
        const parsed = OneReading.parse(query);
        const { id } = await own.container(name);
        const show = (found: unknown) => Traffic.parse(found);
        return { method: 'GET', path: `/containers/${id}/stats`, query: parsed, show };
      },
    },
    {
      method: 'DELETE',
      path: at(`/containers/(${SERVICE}|${HELPER}|${ID})`),
      request: async ({ query, name }) => {
        const parsed = Remove.parse(query);
        const { id } = await own.container(name);
        return { method: 'DELETE', path: `/containers/${id}`, query: parsed };
      },
    },
    act(context, 'pause', {}),
    act(context, 'unpause', {}),
    // What a swarm's managers do with the containers of its services.
    ...(settings.GUARD_SWARM
      ? []
      : [act(context, 'start', {}), act(context, 'stop', Stop), act(context, 'rename', Rename)]),
  ];
}

const Stop = {
  t: z
    .string()
    .regex(/^\d{1,2}$/)
    .optional(),
};
const Rename = { name: z.string().regex(CONTAINER_NAME) };

const Remove = z.strictObject({ force: given.flag.optional(), v: given.flag.optional() });

const Attached = z.array(z.object({ Id: z.string(), Names: z.unknown().optional(), Labels: z.unknown().optional() }));

const Logs = z.strictObject({
  stdout: given.flag,
  stderr: given.flag,
  tail: given.number,
  follow: given.flag.optional(),
});

/** Not a stream: each costs the engine a measurement a second for as long as it is open. */
const OneReading = z.strictObject({ stream: z.enum(['false', '0']), 'one-shot': z.enum(['true', '1']) });

const Traffic = z.object({
  networks: z.record(z.string(), z.object({ rx_bytes: z.number(), rx_packets: z.number() })).optional(),
});

const Named = z.looseObject({ name: z.string() });

function create({ settings, engine, images, own }: RuleContext): Rule {
  const service = serviceBody(settings, images);
  const helper = helperBody(settings, images);
  /** By a template that the whole body is made of: another one with this image may lack its line. */
  const mayBeRoot = (body: z.infer<typeof service>) =>
    images.get(body.Image)?.templates.some((each) => each.root && differences(each, body, settings).length === 0);
  return {
    method: 'POST',
    path: at('/containers/create'),
    request: async (call) => {
      const { name } = Named.parse(call.query);
      const isHelper = HELPER_NAME.test(name);
      if (settings.GUARD_SWARM && !isHelper) throw new Refusal('in a swarm, users have services');
      const parsed = isHelper ? await bodyOf(helper, call) : await bodyOf(service, call);
      if ('Env' in parsed && !parsed.User && !mayBeRoot(parsed)) await refuseRoot(engine, parsed.Image);
      if (parsed.name !== name) throw new Refusal('the container has two names');
      const { HostConfig, Labels } = parsed;
      for (const { Source } of HostConfig.Mounts) await own.volume(Source);
      const json = {
        ...parsed,
        Labels: { ...Labels, ...own.mark },
        HostConfig: { ...HostConfig, Mounts: HostConfig.Mounts.map((mount) => marked(mount, own)) },
      };
      return { method: 'POST', path: '/containers/create', query: { name }, json };
    },
  };
}

/** Volumes are made with what mounts them. */
export const marked = (mount: Mount, { mark }: OwnResources): Mount => {
  const { VolumeOptions } = mount;
  return { ...mount, VolumeOptions: { ...VolumeOptions, Labels: { ...VolumeOptions.Labels, ...mark } } };
};

const Image = z.object({ Config: z.object({ User: z.string().optional() }) });

/** An image that is not there is left to the engine, which says so. */
async function refuseRoot(engine: Engine, image: string): Promise<void> {
  const found = await engine.find(`/images/${image}/json`);
  if (found !== null && isRoot(Image.parse(found).Config.User ?? '')) throw new Refusal(`${image} runs as root`);
}

/** Drops the body: on older engines, the body of a start call can change the container's configuration. */
function act({ own }: RuleContext, verb: string, query: Record<string, z.ZodType<string | undefined>>): Rule {
  const schema = z.strictObject(query);
  return {
    method: 'POST',
    path: at(`/containers/(${SERVICE}|${ID})/${verb}`),
    request: async (call) => {
      const parsed = schema.parse(call.query);
      const { id, helper } = await own.container(call.name);
      if (helper) throw new Refusal('a container that only holds a volume is left as it is');
      return { method: 'POST', path: `/containers/${id}/${verb}`, query: parsed };
    },
  };
}
