import { Traefik } from '@spawner/kit/traefik';
import { DoorServers } from './door-servers.mjs';
import { firstAnswer } from './first-answer.mjs';
import { atLeast } from './measure.mjs';
import { compareThroughput } from './throughput.mjs';

const TARGET = 0.9;

/** Cost of the access check, compared with the same path without it. */
export async function taxBench(withTraefik) {
  const servers = new DoorServers();
  try {
    const service = await servers.start('service');
    const [guarded, open] = [await servers.start('guarded', service.port), await servers.start('open', service.port)];
    const at = ({ pid, port }) => ({
      pids: [pid],
      url: `http://127.0.0.1:${port}/ann-dev/x`,
      headers: [guarded.headers],
    });
    const rows = [await compare('the built-in gateway', 'without the check', [at(guarded), at(open)])];
    if (withTraefik) rows.push(await traefikTax(service, servers));
    return rows;
  } finally {
    servers.close();
  }
}

async function traefikTax(service, servers) {
  const [authority, empty] = [await servers.start('authority', service.port), await servers.start('empty')];
  const addresses = {
    ours: `http://127.0.0.1:${authority.port}/api/gateway/visit/1/ann-dev/plain`,
    empty: `http://127.0.0.1:${empty.port}/`,
  };
  const pids = { ours: authority.pid, empty: empty.pid };
  const traefik = await Traefik.start();
  try {
    await traefik.write('bench.yml', { http: routes(addresses, service.port) });
    const sides = Object.keys(addresses).map((host) => ({
      pids: [pids[host]],
      url: `http://127.0.0.1:${traefik.port}/ann-dev/x`,
      headers: [{ host, ...authority.headers }],
    }));
    for (const {
      headers: [headers],
    } of sides) {
      await firstAnswer({ host: '127.0.0.1', port: traefik.port, path: '/ann-dev/x', headers });
    }
    return await compare('Traefik asking us', 'asking an empty server', sides);
  } finally {
    await traefik.close();
  }
}

/** The same service under two hosts with different authorization servers. */
function routes(addresses, servicePort) {
  const routers = {};
  const middlewares = { strip: { stripPrefix: { prefixes: ['/ann-dev'] } } };
  for (const [host, address] of Object.entries(addresses)) {
    middlewares[host] = { forwardAuth: { address, authResponseHeaders: ['Cookie'] } };
    routers[host] = { rule: `Host(\`${host}\`)`, service: 'service', middlewares: [host, 'strip'] };
  }
  const url = `http://127.0.0.1:${servicePort}`;
  return { routers, middlewares, services: { service: { loadBalancer: { servers: [{ url }] } } } };
}

async function compare(name, against, [taxed, free]) {
  const compared = await compareThroughput(taxed, free);
  return atLeast(TARGET, { name: `authorisation tax, ${name}, against ${against}`, ...compared });
}
