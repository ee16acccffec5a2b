import { freePort } from '@spawner/kit/free-port';
import { send } from '@spawner/kit/http';
import { Installation } from '@spawner/kit/installation';
import type { Server } from '@spawner/kit/person';
import type { Environment } from '@spawner/kit/product';
import { uniqueId } from '@spawner/kit/run';
import type { Keep } from '@spawner/kit/tidy-up';
import { Traefik } from '@spawner/kit/traefik';
import { until } from '@spawner/kit/until';

/** The product behind one of its gateways, which also a browser on another machine reaches. */
export interface GatewayUnderTest extends Server {
  readonly url: string;
  readonly installation: Installation;
}

export async function builtIn(keep: Keep, settings: Environment): Promise<GatewayUnderTest> {
  const port = await freePort();
  const place = { HOST: '0.0.0.0', PUBLIC_URL: `http://localhost:${String(port)}` };
  const installation = await keep(
    Installation.create({ runtime: 'docker', port, settings: { ...settings, ...place } }),
  );
  await installation.start();
  return { url: installation.url, installation, request: (path, options) => installation.request(path, options) };
}

export async function behindTraefik(keep: Keep, settings: Environment): Promise<GatewayUnderTest> {
  const port = await freePort();
  const network = `spawner-${uniqueId('n')}`;
  const traefik = await keep(Traefik.start({ network, host: '0.0.0.0' }));
  const host = 'coder.localhost';
  await traefik.routeEverythingElse([host], port);
  const url = `http://${host}:${String(traefik.port)}`;
  const place = {
    PUBLIC_URL: url,
    TRAEFIK_ENABLED: 'true',
    TRAEFIK_ENTRYPOINT: 'web',
    TRAEFIK_ADDRESS: '127.0.0.1',
    TRAEFIK_HTTP_PORT: String(traefik.port),
    TRUSTED_PROXIES: '1',
  };
  const installation = await keep(
    Installation.create({ runtime: 'docker', port, network, settings: { ...settings, ...place } }),
  );
  await installation.start();
  const request: Server['request'] = (path, { headers, ...options } = {}) =>
    send(traefik.port, path, { ...options, headers: { host: new URL(url).host, ...headers } });
  await until('Traefik serves the dashboard', 30, async () => {
    const answer = await request('/api/health/live').catch(() => null);
    return answer?.status === 200;
  });
  return { url, installation, request };
}
