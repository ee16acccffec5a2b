import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@spawner/kit/free-port';
import autocannon from 'autocannon';
import { median } from './measure.mjs';

const SECONDS = 4;
const ROUNDS = 3;

/** Requests per second through the built-in gateway and through plain httpxy to the same container, in alternation. */
export async function gatewayBench({ product, person, addressOf }) {
  await person.hasLaunched('dev');
  const target = await addressOf(person.containerName('dev'));
  const port = await freePort();
  const bare = fork(fileURLToPath(new URL('bare-httpxy.mjs', import.meta.url)), [
    String(port),
    target.host,
    String(target.port),
  ]);
  await once(bare, 'message');
  const path = '/echo/x';
  const rates = { bare: [], gateway: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.bare.push(await rate(`http://127.0.0.1:${port}${path}`));
    rates.gateway.push(await rate(`${product.url}/${person.slug}-dev${path}`, { 'x-spawner-token': person.token }));
  }
  bare.kill();
  await once(bare, 'exit');
  await product.removeContainers();
  const ratio = median(rates.gateway) / median(rates.bare);
  return [
    {
      name: 'requests/s through the built-in gateway',
      value: `${ratio.toFixed(2)} × (${median(rates.gateway).toFixed(0)} against ${median(rates.bare).toFixed(0)} of bare httpxy)`,
      target: '≥ 0.7 ×',
      kept: ratio >= 0.7,
    },
  ];
}

async function rate(url, headers = {}) {
  const { requests, non2xx } = await autocannon({ url, headers, connections: 10, duration: SECONDS });
  if (non2xx > 0) throw new Error(`${url}: ${non2xx} answers were not 2xx`);
  return requests.average;
}
