import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@spawner/kit/free-port';
import { Traefik } from '@spawner/kit/traefik';
import autocannon from 'autocannon';
import { firstAnswer } from './first-answer.mjs';
import { median } from './measure.mjs';

const SECONDS = 4;
const ROUNDS = 5;
const TARGET = 0.85;

/** Cost of the access check, measured in alternation with the same path without it. */
export async function taxBench(withTraefik) {
  const children = [];
  const start = async (kind, servicePort = 0) => {
    const port = await freePort();
    const child = fork(
      fileURLToPath(new URL('tax-servers.mjs', import.meta.url)),
      [kind, port, servicePort].map(String),
    );
    children.push(child);
    const [{ cookie }] = await once(child, 'message');
    return { port, cookie };
  };
  try {
    const service = await start('service');
    const guarded = await start('guarded', service.port);
    const open = await start('open', service.port);
    const headers = { cookie: guarded.cookie };
    const rows = [
      await compare('the built-in gateway', 'without the check', [
        { url: `http://127.0.0.1:${guarded.port}/ann-dev/x`, headers },
        { url: `http://127.0.0.1:${open.port}/ann-dev/x`, headers },
      ]),
    ];
    if (withTraefik) rows.push(await traefikTax(service, start));
    return rows;
  } finally {
    for (const child of children) child.kill();
  }
}

async function traefikTax(service, start) {
  const [authority, empty] = [await start('authority', service.port), await start('empty')];
  const addresses = {
    ours: `http://127.0.0.1:${authority.port}/api/gateway/visit/1/ann-dev/plain`,
    empty: `http://127.0.0.1:${empty.port}/`,
  };
  const traefik = await Traefik.start();
  try {
    await traefik.write('bench.yml', { http: routes(addresses, service.port) });
    const sides = Object.keys(addresses).map((host) => ({
      url: `http://127.0.0.1:${traefik.port}/ann-dev/x`,
      headers: { host, cookie: authority.cookie },
    }));
    for (const { headers } of sides) {
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
  const runs = { taxed: [], free: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    runs.taxed.push(await run(taxed));
    runs.free.push(await run(free));
  }
  const rate = (side) => median(runs[side].map(({ requests }) => requests.average));
  const times = (side) =>
    ['p50', 'p99'].map((p) => `${p} ${median(runs[side].map(({ latency }) => latency[p])).toFixed(0)} ms`).join(', ');
  const ratio = rate('taxed') / rate('free');
  const describe = (side) => `${rate(side).toFixed(0)}/s (${times(side)})`;
  return {
    name: `authorisation tax, ${name}`,
    value: `${ratio.toFixed(2)} ×: ${describe('taxed')}, ${against} ${describe('free')}`,
    target: `≥ ${TARGET} ×`,
    kept: ratio >= TARGET,
  };
}

async function run({ url, headers }) {
  const result = await autocannon({ url, headers, connections: 10, duration: SECONDS });
  if (result.non2xx > 0) throw new Error(`${url}: ${result.non2xx} answers were not 2xx`);
  return result;
}
