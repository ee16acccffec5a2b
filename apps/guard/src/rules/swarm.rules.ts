import { isDeepStrictEqual } from 'node:util';
import { CONTAINER_NAME, isRoot, labels } from '@spawner/engine';
import { z } from 'zod';
import * as given from '../policy/query.js';
import { asContainer, imageOf, type ServiceSpec, serviceSpec } from '../policy/service.js';
import { differences } from '../policy/template.js';
import { Refusal } from '../refusal.js';
import { marked } from './container.rules.js';
import { at, bodyOf, nothing, type Rule, type RuleContext } from './rule.js';

const SWARM_ID = '[a-z0-9]{25}';
const SERVICE = at(`/services/(${SWARM_ID})`);
const ids = z.array(z.string().regex(new RegExp(`^${SWARM_ID}$`))).max(20);

/** The calls of a swarm's manager: services of Spawner, their tasks, and whether a node gets new ones. */
export const swarmRules = (context: RuleContext): Rule[] => [...serviceRules(context), ...nodeRules(context)];

function serviceRules(context: RuleContext): Rule[] {
  const { own } = context;
  const List = z.strictObject({ filters: given.filters({ label: given.values, id: ids.optional() }) });
  const Tasks = z.strictObject({
    filters: given.filters({ label: given.values.optional(), service: ids.optional() }),
  });
  return [
    create(context),
    update(context),
    {
      method: 'GET',
      path: at('/services'),
      request: ({ query }) => {
        const { filters } = List.parse(query);
        const narrowed = JSON.stringify({ ...filters, label: own.narrow(filters.label) });
        return { method: 'GET', path: '/services', query: { filters: narrowed } };
      },
    },
    {
      method: 'GET',
      path: SERVICE,
      request: async ({ query, name }) => {
        nothing.parse(query);
        const { ID } = await own.service(name);
        return { method: 'GET', path: `/services/${ID}` };
      },
    },
    {
      method: 'DELETE',
      path: SERVICE,
      request: async ({ query, name }) => {
        nothing.parse(query);
        const { ID } = await own.service(name);
        return { method: 'DELETE', path: `/services/${ID}` };
      },
    },
    {
      method: 'GET',
      path: at('/tasks'),
      request: ({ query }) => {
        const { filters } = Tasks.parse(query);
        const narrowed = JSON.stringify({ ...filters, label: own.narrow(filters.label) });
        return { method: 'GET', path: '/tasks', query: { filters: narrowed } };
      },
    },
  ];
}

const Image = z.object({ Id: z.string(), Config: z.object({ User: z.string().optional() }) });

function create({ settings, images, engine, own }: RuleContext): Rule {
  const schema = serviceSpec(settings, images);
  const mayBeRoot = (spec: ServiceSpec) =>
    images
      .get(imageOf(spec))
      ?.templates.some((each) => each.root && differences(each, asContainer(spec), settings).length === 0);
  return {
    method: 'POST',
    path: at('/services/create'),
    request: async (call) => {
      nothing.parse(call.query);
      const spec = await bodyOf(schema, call);
      const { ContainerSpec: container } = spec.TaskTemplate;
      const image = imageOf(spec);
      const found = await engine.find(`/images/${image}/json`);
      // Any image of any node has an id, so the one of the template has to be here to compare.
      if (found === null) throw new Refusal(`${image} is not on this manager`);
      const { Id, Config } = Image.parse(found);
      if (Id !== container.Image) throw new Refusal(`${container.Image} is not ${image}`);
      if (!container.User && isRoot(Config.User ?? '') && !mayBeRoot(spec)) throw new Refusal(`${image} runs as root`);
      for (const mount of container.Mounts) if (mount.Type === 'volume') await own.volume(mount.Source);
      const Mounts = container.Mounts.map((mount) => (mount.Type === 'volume' ? marked(mount, own) : mount));
      const json = {
        ...spec,
        Labels: { ...spec.Labels, ...own.mark },
        TaskTemplate: {
          ...spec.TaskTemplate,
          ContainerSpec: {
            ...container,
            Mounts,
            Labels: { ...container.Labels, ...own.mark },
            // Engines before API 1.44 ignore it.
            Privileges: { NoNewPrivileges: true },
          },
        },
      };
      return { method: 'POST', path: '/services/create', json };
    },
  };
}

const Version = z.strictObject({ version: given.number });

/** As the engine answers: the client reads again and repeats. */
function refuseOtherVersion(given: string, { Index }: { readonly Index: number }): void {
  if (given !== String(Index)) throw new Refusal('update out of sequence', 500);
}

/** Of a service, what may differ from how it was created. */
const Changes = z.looseObject({
  Labels: z.looseObject({
    [labels.name]: z.string().regex(CONTAINER_NAME),
    [labels.started]: z.literal('true').optional(),
  }),
  Mode: z.strictObject({ Replicated: z.strictObject({ Replicas: z.literal([0, 1]) }) }),
});

/** Not for one that is kept on a node: its files are there. */
const Exceptions = z.array(z.string().regex(new RegExp(`^node\\.id!=${SWARM_ID}$`))).max(100);
const Unpinned = z.looseObject({ Placement: z.looseObject({ Constraints: Exceptions.optional() }) });

/** What a service runs, with the nodes that it is not to run on. */
function placed(current: unknown, wanted: unknown): unknown {
  const [from, to] = [Unpinned.safeParse(current), Unpinned.safeParse(wanted)];
  if (!from.success || !to.success) return current;
  const { Constraints } = to.data.Placement;
  return { ...from.data, Placement: { ...from.data.Placement, ...(Constraints && { Constraints }) } };
}

/**
 * Starts or stops a service, chooses nodes that it is not to run on, or changes the name that Spawner knows. A container with
 * anything else is a new service.
 */
function update({ own }: RuleContext): Rule {
  return {
    method: 'POST',
    path: at(`/services/(${SWARM_ID})/update`),
    request: async (call) => {
      const { version } = Version.parse(call.query);
      const body = Changes.parse(await call.document());
      const { ID, Version: current, Spec } = await own.service(call.name);
      refuseOtherVersion(version, current);
      const { [labels.name]: name, [labels.started]: started } = body.Labels;
      const json = {
        ...Spec,
        Labels: { ...Spec.Labels, [labels.name]: name, ...(started && { [labels.started]: started }) },
        Mode: body.Mode,
        TaskTemplate: placed(Spec['TaskTemplate'], body['TaskTemplate']),
      };
      if (!isDeepStrictEqual(json, { ...body })) throw new Refusal('more of the service changes than Spawner does');
      return { method: 'POST', path: `/services/${ID}/update`, query: { version }, json };
    },
  };
}

/** A node without what is not shown: its certificate and its plugins. */
const Node = z.object({
  ID: z.string(),
  CreatedAt: z.string().optional(),
  Version: z.object({ Index: z.int() }),
  Spec: z.looseObject({ Availability: z.string() }),
  Description: z.object({ Hostname: z.string(), Resources: z.object({ NanoCPUs: z.int(), MemoryBytes: z.int() }) }),
  Status: z.unknown(),
  ManagerStatus: z.unknown().optional(),
});

function nodeRules({ engine }: RuleContext): Rule[] {
  const Availability = z.looseObject({ Availability: z.enum(['active', 'drain']) });
  return [
    {
      method: 'GET',
      path: at('/nodes'),
      request: ({ query }) => {
        nothing.parse(query);
        return { method: 'GET', path: '/nodes', show: (found) => z.array(Node).parse(found) };
      },
    },
    {
      method: 'GET',
      path: at(`/nodes/(${SWARM_ID})`),
      request: ({ query, name }) => {
        nothing.parse(query);
        return { method: 'GET', path: `/nodes/${name}`, show: (found) => Node.parse(found) };
      },
    },
    {
      method: 'POST',
      path: at(`/nodes/(${SWARM_ID})/update`),
      request: async (call) => {
        const { version } = Version.parse(call.query);
        const { name } = call;
        const body = Availability.parse(await call.document());
        const found = await engine.find(`/nodes/${name}`);
        if (found === null) throw new Refusal(`node ${name} not found`, 404);
        const { Version: current, Spec } = Node.parse(found);
        refuseOtherVersion(version, current);
        const json = { ...Spec, Availability: body.Availability };
        if (!isDeepStrictEqual(json, { ...body })) throw new Refusal('more of the node changes than its availability');
        return { method: 'POST', path: `/nodes/${name}/update`, query: { version }, json };
      },
    },
  ];
}
