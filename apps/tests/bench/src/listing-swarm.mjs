import { createServer } from 'node:http';
import { join } from 'node:path';
import { traefikLabels } from '@spawner/api/dist/gateway/traefik/traefik-labels.js';
import { containerOptions } from '@spawner/api/dist/runtime/docker/container-options.js';
import { instanceSpec } from '@spawner/api/dist/runtime/instance-spec.js';
import { serviceSpec, withReplicas } from '@spawner/api/dist/runtime/swarm/service-spec.js';
import { IMAGE, TEMPLATE } from './engine.mjs';

const NODES = ['a', 'b', 'c'];
const CREATED = '2026-01-01T00:00:00.000000000Z';
const PLACE = {
  ...{ host: 'spawner.test', keepsPrefix: false, port: 8080, network: 'bridge', entryPoint: 'web' },
  ...{ certResolver: null, relayed: true, authAddress: 'http://127.0.0.1:5000' },
};

/** The engines of three nodes that only report services, in full as real ones do: a thousand real ones would measure the machine. */
export class ListingSwarm {
  /** How often each call came, to any of the nodes. */
  calls = new Map();
  #nodes = [];
  #services = '[]';
  #tasks = '[]';

  static async start(folder) {
    const swarm = new ListingSwarm();
    for (const name of NODES) {
      const server = createServer((request, response) => swarm.#answer(name, request, response));
      const node = { server, socket: join(folder, `${name}.sock`), containers: '[]' };
      await new Promise((resolve) => server.listen(node.socket, resolve));
      swarm.#nodes.push(node);
    }
    return swarm;
  }

  /** As SWARM_NODES. */
  get addresses() {
    return this.#nodes.map(({ socket }) => `unix://${socket}`).join(',');
  }

  /** @param containers each with id and labels, one service each */
  report(containers) {
    const services = containers.map(serviceOf);
    const tasks = services.map((service, index) => taskOf(service, NODES[index % NODES.length]));
    this.#services = JSON.stringify(services);
    this.#tasks = JSON.stringify(tasks);
    this.#nodes.forEach((node, index) => {
      const own = services.filter((_, number) => number % NODES.length === index);
      node.containers = JSON.stringify(own.map(containerOf));
    });
  }

  async close() {
    for (const { server } of this.#nodes) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #answer(name, request, response) {
    request.resume();
    const { pathname } = new URL(request.url, 'http://engine');
    this.calls.set(pathname, (this.calls.get(pathname) ?? 0) + 1);
    const answers = {
      '/_ping': () => 'OK',
      '/info': () =>
        JSON.stringify({ Name: name, Swarm: { NodeID: name, NodeAddr: '127.0.0.1', ControlAvailable: true } }),
      '/nodes': () => JSON.stringify(NODES.map(nodeOf)),
      '/services': () => this.#services,
      '/tasks': () => this.#tasks,
      '/containers/json': () => this.#nodes[NODES.indexOf(name)].containers,
      '/volumes': () => '{"Volumes":[]}',
      '/system/df': () => '{"Volumes":[]}',
      '/networks': () => '[]',
    };
    if (pathname === '/events') response.writeHead(200).flushHeaders();
    else if (answers[pathname])
      response.writeHead(200, { 'content-type': 'application/json' }).end(answers[pathname]());
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"there is none"}');
  }
}

function serviceOf({ id: ID, name, labels }, index) {
  const userId = Number(labels['spawner.user']);
  const ref = { userId, slug: `p${userId}`, type: labels['spawner.type'] };
  const served = {
    ...{ basePath: '', serviceUrl: '' },
    labels: traefikLabels(ref, { ...PLACE, prefix: `/${ref.slug}-${ref.type}` }, { guarded: true, sandboxed: false }),
  };
  const spec = { ...instanceSpec(TEMPLATE, ref, served), name };
  const installation = labels['spawner.installation'];
  const options = containerOptions(spec, { installation, network: 'bridge', publish: false, init: true, mounts: [] });
  const made = serviceSpec(options, { imageId: `sha256:${'0'.repeat(64)}`, node: null, noNewPrivileges: true });
  return {
    ID,
    Version: { Index: index },
    CreatedAt: CREATED,
    UpdatedAt: CREATED,
    Spec: withReplicas(made, 1),
    PreviousSpec: made,
  };
}

const taskIdOf = ({ ID }) => `task${ID}`;

const taskOf = (service, node) => ({
  ...{ ID: taskIdOf(service), Version: { Index: 1 }, CreatedAt: CREATED, UpdatedAt: CREATED, Labels: {} },
  ...{ Spec: service.Spec.TaskTemplate, ServiceID: service.ID, Slot: 1, NodeID: node, DesiredState: 'running' },
  Status: { Timestamp: CREATED, State: 'running', ContainerStatus: { ContainerID: taskIdOf(service), PID: 1 } },
});

const containerOf = (service) => ({
  Id: taskIdOf(service),
  Names: [`/${service.Spec.Name}.1.${taskIdOf(service)}`],
  Image: IMAGE,
  ImageID: `sha256:${'0'.repeat(64)}`,
  Created: 1_767_225_600,
  Ports: [],
  Labels: { ...service.Spec.Labels, 'com.docker.swarm.task.id': taskIdOf(service) },
  State: 'running',
  Status: 'Up 2 minutes',
  NetworkSettings: { Networks: { bridge: { IPAddress: '127.0.0.1' } } },
});

const nodeOf = (name) => ({
  ...{ ID: name, Version: { Index: 1 }, Spec: { Availability: 'active' } },
  Description: { Hostname: name, Resources: { NanoCPUs: 4e9, MemoryBytes: 16 * 1024 ** 3 } },
  Status: { State: 'ready', Addr: '127.0.0.1' },
  ManagerStatus: {},
});
