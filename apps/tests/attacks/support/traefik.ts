import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker } from '../../stories/support/docker.cli.js';

interface Doors {
  /** Where visitors come in. */
  readonly web: number;
  readonly api: number;
}

/** A real Traefik as docker-compose.yml starts it: on the host's network, its own API on loopback. */
export class Traefik {
  private constructor(
    private readonly folder: string,
    private readonly program: ChildProcess | null,
    private readonly container: string | null,
  ) {}

  /**
   * @param network whose containers it serves
   * @param product port that everything else goes to
   */
  static async start(doors: Doors, network: string, host: string, product: number): Promise<Traefik> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-attacks-traefik-'));
    await writeFile(join(folder, 'platform.yml'), JSON.stringify(everythingElse(host, product)));
    const socket = '/var/run/docker.sock';
    const settings = [
      '--global.checknewversion=false',
      '--global.sendanonymoususage=false',
      `--entrypoints.web.address=127.0.0.1:${doors.web}`,
      `--entrypoints.traefik.address=127.0.0.1:${doors.api}`,
      '--api.insecure=true',
      '--api.dashboard=false',
      '--providers.providersthrottleduration=100ms',
      `--providers.docker.endpoint=unix://${socket}`,
      '--providers.docker.exposedbydefault=false',
      // This machine's engine may serve others as well.
      `--providers.docker.constraints=Label(\`traefik.docker.network\`,\`${network}\`)`,
      `--providers.file.directory=${folder}`,
    ];
    const program = process.env['TRAEFIK_BIN'];
    if (program) return new Traefik(folder, spawn(program, settings, { stdio: 'ignore' }), null);
    const name = `spawner-attacks-traefik-${randomBytes(3).toString('hex')}`;
    const mounts = [`${folder}:${folder}:ro`, `${socket}:${socket}:ro`].flatMap((mount) => ['--volume', mount]);
    const image = process.env['ATTACKS_TRAEFIK_IMAGE'] ?? '';
    await docker(['run', '--detach', '--rm', '--network', 'host', '--name', name, ...mounts, image, ...settings]);
    return new Traefik(folder, null, name);
  }

  async close(): Promise<void> {
    if (this.container) await docker(['rm', '--force', this.container]);
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async end(): Promise<void> {
    const { program } = this;
    if (!program || program.exitCode !== null) return;
    const ended = new Promise((resolve) => program.once('exit', resolve));
    program.kill('SIGKILL');
    await ended;
  }
}

/** As traefik/dynamic has it. */
const everythingElse = (host: string, port: number) => ({
  http: {
    routers: { platform: { rule: `Host(\`${host}\`)`, priority: 1, entryPoints: ['web'], service: 'platform' } },
    services: { platform: { loadBalancer: { servers: [{ url: `http://127.0.0.1:${port}` }] } } },
  },
});
