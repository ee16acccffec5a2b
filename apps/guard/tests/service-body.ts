import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { containerOptions } from '../../api/src/runtime/docker/container-options.js';
import { devTemplate } from '../../api/test/runtime/dev-template.js';
import { specOf } from '../../api/test/runtime/spec-of.js';

/** The body of a create request, as far as attacks change it. */
export type Body = Record<string, unknown> & { Labels: Record<string, string>; HostConfig: Record<string, unknown> };

const GOLDEN = join(__dirname, '../../api/src/gateway/traefik/traefik-labels.golden.json');
const routed = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Readonly<Record<string, string>>;

/** The body that Spawner itself sends to make a user's container. */
export function serviceBody(name: string, image: string, network: string): Body {
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
  const options = containerOptions(specOf(devTemplate(image), {}, { name, environment, labels }), {
    ...{ installation: 'test', network, publish: false, init: true, layerQuota: false, mounts: [volume] },
  });
  return JSON.parse(JSON.stringify(options)) as Body;
}
