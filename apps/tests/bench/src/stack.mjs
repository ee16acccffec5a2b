import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@spawner/kit/free-port';
import { Program } from '@spawner/kit/program';
import { ROOT } from '@spawner/kit/run';
import { Traefik } from '@spawner/kit/traefik';
import { watch } from './broken.mjs';
import { cpuByProcess } from './cpu.mjs';
import { Product } from './product.mjs';

const GUARD = join(ROOT, 'apps/guard/dist/main.js');

/** What docker-compose.yml starts, as processes: both guards, Traefik, and the API behind them. */
export class Stack {
  constructor(product, traefik, guards) {
    this.product = product;
    this.traefik = traefik;
    this.guards = guards;
  }

  static async start({ settings, network }) {
    const guards = {};
    let traefik;
    try {
      const [guardPort, port] = [await freePort(), await freePort()];
      const gateway = `http://127.0.0.1:${port}`;
      const socket = join(settings.dataDir, 'guard.sock');
      guards.spawner = await startGuard({
        ...{ GUARD_FOR: 'spawner', GUARD_MARK: network, GUARD_LISTEN: `127.0.0.1:${guardPort}` },
        ...{ TRAEFIK_NETWORK: network, DOCKER_SUBNET: settings.subnet, GATEWAY_ADDRESS: gateway },
      });
      guards.traefik = await startGuard({ GUARD_FOR: 'traefik', GUARD_LISTEN: socket });
      traefik = await Traefik.start({ network, engine: socket });
      const product = await Product.launch({
        ...settings,
        port,
        environment: {
          PREPARE_IMAGES: 'false',
          DOCKER_HOST: `tcp://127.0.0.1:${guardPort}`,
          GATEWAY_ADDRESS: gateway,
          TRAEFIK_ENABLED: 'true',
          TRAEFIK_ENTRYPOINT: 'web',
          TRAEFIK_ADDRESS: '127.0.0.1',
          TRAEFIK_HTTP_PORT: String(traefik.port),
          PUBLIC_URL: `http://localhost:${traefik.port}`,
        },
      });
      await traefik.routeEverythingElse(['localhost'], port);
      return new Stack(product, traefik, guards);
    } catch (error) {
      await traefik?.close();
      for (const guard of Object.values(guards)) await guard.end('SIGTERM');
      throw error;
    }
  }

  get port() {
    return this.traefik.port;
  }

  /** CPU seconds so far, by process. */
  cpu() {
    return cpuByProcess({
      api: this.product.program.pid,
      guard: this.guards.spawner.pid,
      "Traefik's guard": this.guards.traefik.pid,
      ...(this.traefik.pid !== null && { traefik: this.traefik.pid }),
    });
  }

  async close() {
    await this.product.removeContainers();
    await this.product.removeVolumes();
    await this.product.stop();
    await this.traefik.close();
    for (const guard of Object.values(this.guards)) await guard.end('SIGTERM');
  }
}

async function startGuard(environment) {
  const program = Program.start(process.execPath, [GUARD], { cwd: ROOT, env: environment });
  const lines = createInterface({ input: program.child.stdout });
  const listening = await Promise.race([once(lines, 'line'), program.exited.then(() => null)]);
  if (!listening) throw new Error(`The guard did not start:\n${program.output}`);
  return watch('The guard', program);
}
