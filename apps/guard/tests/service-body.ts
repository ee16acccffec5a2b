import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerOptions } from '../../api/src/runtime/docker/container-options.js';
import { serviceSpec } from '../../api/src/runtime/swarm/service-spec.js';
import { devTemplate } from '../../api/test/runtime/dev-template.js';
import { specOf } from '../../api/test/runtime/spec-of.js';

/** The body of a create request, as far as attacks change it. */
export type Body = Record<string, unknown> & { Labels: Record<string, string>; HostConfig: Record<string, unknown> };

const GOLDEN = join(__dirname, '../../api/src/gateway/traefik/traefik-labels.golden.json');
const routed = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Readonly<Record<string, string>>;

/** The body that Spawner itself sends to make a user's container. */
export const serviceBody = (name: string, image: string, network: string): Body =>
  JSON.parse(JSON.stringify(optionsOf(name, image, network))) as Body;

/** The body of a request that makes the service for it in a swarm, as far as attacks change it. */
export type Spec = Record<string, unknown> & {
  Labels: Record<string, string>;
  TaskTemplate: Record<string, unknown> & {
    ContainerSpec: Record<string, unknown> & { Labels: Record<string, string>; Mounts: Record<string, unknown>[] };
  };
};

export function swarmBody(
  name: string,
  image: string,
  network: string,
  place: Parameters<typeof serviceSpec>[1],
): Spec {
  const options = optionsOf(name, image, network);
  return JSON.parse(JSON.stringify(serviceSpec(options, place))) as Spec;
}

function optionsOf(name: string, image: string, network: string) {
  const labels = { ...routed, 'traefik.docker.network': network };
  const volume = {
    Type: 'volume',
    Source: `${name}-srv-www`,
    Target: '/srv/www',
    VolumeOptions: {
      NoCopy: false,
      Labels: {
        'spawner.installation': 'test',
        'spawner.user': '7',
        'spawner.type': 'dev',
        'spawner.path': '/srv/www',
      },
      DriverConfig: { Name: 'local', Options: {} },
    },
  } as const;
  const environment = { USER_ID: '7', USER_SLUG: 'ann', CONTAINER_TYPE: 'dev', BASE_PATH: '/ann-dev' };
  return containerOptions(specOf(devTemplate(image), {}, { name, environment, labels }), {
    ...{ installation: 'test', network, publish: false, init: true, layerQuota: false, mounts: [volume] },
  });
}
