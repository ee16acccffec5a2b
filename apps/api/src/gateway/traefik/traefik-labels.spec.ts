import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { traefikLabels } from './traefik-labels.js';

const route = { userId: 1, slug: 'test', type: 'dev' };
const place = {
  host: 'coder.domain.com',
  prefix: '/test-dev',
  keepsPrefix: false,
  port: 8080,
  network: 'spawner',
  entryPoint: 'websecure',
  certResolver: 'letsencrypt',
  relayed: false,
  authAddress: 'http://127.0.0.1:5000',
};
const ROUTER = 'traefik.http.routers.user1-dev';
const guarded = { guarded: true, sandboxed: false };

const golden = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, `${name}.golden.json`), 'utf8')) as unknown;

describe('traefikLabels', () => {
  it.each([
    ['traefik-labels', place, guarded],
    ['traefik-labels-sandboxed', place, { guarded: false, sandboxed: true }],
    ['traefik-labels-host', { ...place, host: 'apps.domain.com' }, guarded],
    ['traefik-labels-subdomain', { ...place, host: 'test-dev.apps.domain.com', prefix: '' }, guarded],
  ])('labels equal the golden file that operators can read: %s', (name, where, responsePolicy) => {
    expect(traefikLabels(route, where, responsePolicy)).toEqual(golden(name));
  });

  it('prefix that the service sees: in the rule, not stripped', () => {
    const labels = traefikLabels(route, { ...place, keepsPrefix: true, port: 3000 }, guarded);
    const { 'traefik.http.middlewares.user1-dev-strip.stripprefix.prefixes': strip, ...others } = golden(
      'traefik-labels',
    ) as Record<string, string>;
    expect(strip).toBe('/test-dev');
    expect(labels).toEqual({
      ...others,
      'traefik.http.routers.user1-dev.middlewares': 'user1-dev-auth,user1-dev-answer',
      'traefik.http.services.user1-dev.loadbalancer.server.port': '3000',
    });
  });

  it('several machines: one more router, only for requests that another machine got and Spawner has admitted', () => {
    const alone = traefikLabels(route, place, guarded);
    const more = Object.entries(traefikLabels(route, { ...place, relayed: true }, guarded)).filter(
      ([name]) => !(name in alone),
    );
    const { [`${ROUTER}.rule`]: rule } = alone;
    const TAKEN_OFF = 'traefik.http.middlewares.user1-dev-relayed.headers.customrequestheaders.x-spawner';
    expect(Object.fromEntries(more)).toEqual({
      [`${ROUTER}-relayed.rule`]: `(Header(\`x-spawner-admitted\`, \`1/test-dev\`)) && ${rule}`,
      [`${ROUTER}-relayed.middlewares`]: 'user1-dev-relayed,user1-dev-answer,user1-dev-strip',
      ...Object.fromEntries(
        ['admitted', 'cookies', 'probe', 'sent', 'token'].map((name) => [`${TAKEN_OFF}-${name}`, '']),
      ),
      [`${ROUTER}-relayed.service`]: 'user1-dev',
      [`${ROUTER}-relayed.entrypoints`]: 'relayed',
    });
  });

  it('no certificate resolver: labels without TLS', () => {
    const labels = traefikLabels(route, { ...place, entryPoint: 'web', certResolver: null }, guarded);
    expect(Object.keys(labels).filter((name) => name.includes('.tls'))).toEqual([]);
  });
});
