import { createServer } from 'node:http';
import { join } from 'node:path';

/** How long an application takes to end. */
const STOP_MS = 200;

/** An engine that only reports containers and volumes, and stops: ten thousand real ones would measure the machine. */
export class ListingEngine {
  #server = createServer((request, response) => this.#answer(request, response));
  #listed = { volumes: '{}', usage: '{}' };
  #containers = [];
  /** How often each call came. */
  calls = new Map();

  static async start(folder) {
    const engine = new ListingEngine();
    engine.socket = join(folder, 'listing-engine.sock');
    await new Promise((resolve) => engine.#server.listen(engine.socket, resolve));
    return engine;
  }

  /** @param containers each with id, name, labels and state; @param volumes each with name and labels */
  report(containers, volumes) {
    this.#listed = {
      volumes: JSON.stringify({ Volumes: volumes.map(volume) }),
      usage: JSON.stringify({
        Volumes: volumes.map((each) => ({ ...volume(each), UsageData: { Size: 4096, RefCount: 1 } })),
      }),
    };
    this.#containers = containers;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request, response) {
    request.resume();
    const { pathname, searchParams } = new URL(request.url, 'http://engine');
    const [, name, act] = /^\/containers\/([^/]+)\/(json|stop)$/.exec(pathname) ?? [];
    const call = name ? `/containers/{name}/${act}` : pathname;
    const named = name && this.#containers.find((each) => each.name === name || each.id === name);
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
    const send = (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    if (pathname === '/_ping') send('OK');
    else if (pathname === '/info') send('{}');
    else if (pathname === '/networks') send('[]');
    else if (pathname === '/containers/json') send(JSON.stringify(this.#containers.map(listing)));
    else if (pathname === '/volumes') send(this.#volumes(JSON.parse(searchParams.get('filters') ?? '{}')));
    else if (pathname === '/system/df') send(this.#listed.usage);
    else if (pathname === '/events') response.writeHead(200).flushHeaders();
    else if (named && act === 'json') send(JSON.stringify(inspection(named)));
    else if (named) {
      setTimeout(() => {
        named.state = 'exited';
        response.writeHead(204).end();
      }, STOP_MS);
    } else response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"there is none"}');
  }

  /** As an engine filters them: by all of the labels. */
  #volumes({ label = [] }) {
    if (label.length <= 1) return this.#listed.volumes;
    const { Volumes } = JSON.parse(this.#listed.volumes);
    const marks = label.map((each) => each.split('='));
    return JSON.stringify({
      Volumes: Volumes.filter(({ Labels }) => marks.every(([name, value]) => Labels[name] === value)),
    });
  }
}

const CREATED = 1_767_225_600;
const IMAGE = 'user-service-template:latest';

const listing = ({ id, name, labels, state }) => ({
  Id: id,
  Names: [`/${name}`],
  Image: IMAGE,
  ImageID: `sha256:${'0'.repeat(64)}`,
  Created: CREATED,
  Ports: [],
  Labels: labels,
  State: state,
  Status: state === 'exited' ? 'Exited (137) 2 minutes ago' : 'Up 2 minutes',
  NetworkSettings: { Networks: {} },
});

const inspection = ({ id, name, labels, state }) => ({
  Id: id,
  Name: `/${name}`,
  Created: new Date(CREATED * 1000).toISOString(),
  Image: `sha256:${'0'.repeat(64)}`,
  RestartCount: 0,
  State: { Status: state, ExitCode: state === 'exited' ? 137 : 0, OOMKilled: false },
  Config: { Image: IMAGE, Labels: labels },
  HostConfig: {},
  NetworkSettings: { Networks: {}, Ports: {} },
});

const volume = ({ name, labels }) => ({ Name: name, Driver: 'local', Labels: labels, Scope: 'local' });
