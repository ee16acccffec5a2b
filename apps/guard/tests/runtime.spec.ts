import { randomInt } from 'node:crypto';
import { dockerClient } from '../../api/src/runtime/docker/docker-client.js';
import { dockerRuntime } from '../../api/src/runtime/docker/docker-runtime.js';
import { describeDriver } from '../../api/test/runtime/conformance/conformance.js';
import { devTemplate } from '../../api/test/runtime/dev-template.js';
import { withEngine } from '../../api/test/with-engine.js';
import { GuardProcess } from '../../tests/kit/src/guard-process.js';
import { uniqueId } from '../../tests/kit/src/run.js';

const SUBNET = `10.225.0.${String(16 * randomInt(16))}/28`;

withEngine(() => {
  describeDriver('docker behind the guard', async () => {
    const id = uniqueId('g');
    const image = `spawner-guard-test-${id}:latest`;
    const network = `spawner-guard-test-${id}`;
    const guard = await GuardProcess.start(
      {
        GUARD_MARK: id,
        GUARD_LABELS: 'example.label',
        USER_TEMPLATE_IMAGE_DEV: image,
        TRAEFIK_NETWORK: network,
        DOCKER_SUBNET: SUBNET,
        DEFAULT_MEMORY_LIMIT: '128m',
      },
      { absent: 'spawner-test-absent:none' },
    );
    const runtime = dockerRuntime(dockerClient(guard.url), {
      installation: uniqueId('d'),
      network,
      subnet: SUBNET,
      imagePatienceMs: 60_000,
      publish: () => false,
    });
    return {
      runtime,
      template: devTemplate(image),
      dispose: async () => {
        await guard.close();
        const docker = dockerClient(null);
        const gone = [
          docker.getImage(image).remove({ force: true }),
          docker.getNetwork(network).remove(),
          // A run beside this one may need it.
          docker.getImage('spawner-volume:latest').remove(),
        ];
        await Promise.allSettled(gone);
      },
    };
  });
});
