import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Program } from '@spawner/kit/program';
import { until } from '@spawner/kit/until';
import Docker from 'dockerode';
import { run } from './run.js';

/** A second Docker Engine beside the machine's, which tests can stop, freeze and crash. */
export class OwnEngine {
  private daemon: Program | null = null;
  /** Two files of cases may each have an engine at the same time. The name of a bridge has 15 letters at most. */
  private readonly id = `${run.id}${randomBytes(2).toString('hex').slice(1)}`;
  /** Short: the path of a socket below it has 107 letters at most. */
  private readonly folder = join(run.folder, `e${this.id.slice(-3)}`);
  private readonly bridge = `sp-${this.id}`;
  readonly socketPath = join(this.folder, 'docker.sock');
  readonly docker = new Docker({ socketPath: this.socketPath });

  static async start(): Promise<OwnEngine> {
    const engine = new OwnEngine();
    await mkdir(engine.folder, { recursive: true });
    await writeFile(join(engine.folder, 'daemon.json'), '{}');
    await engine.makeBridge();
    await engine.start();
    await engine.loadImages();
    return engine;
  }

  async stop(): Promise<void> {
    await this.daemon?.end('SIGTERM');
  }

  async crash(): Promise<void> {
    await this.daemon?.end('SIGKILL');
  }

  /** Connections open, but get no answer. */
  freeze(): void {
    if (this.daemon) process.kill(this.daemon.pid, 'SIGSTOP');
  }

  /** Restores the engine after any of these. */
  async mend(): Promise<void> {
    if (!this.daemon || this.daemon.exit) return this.start();
    process.kill(this.daemon.pid, 'SIGCONT');
  }

  private async start(): Promise<void> {
    await this.containerdGone();
    this.daemon = Program.start('dockerd', [
      // Without the settings of the machine's engine.
      ...['--config-file', join(this.folder, 'daemon.json')],
      ...['--host', `unix://${this.socketPath}`, '--pidfile', join(this.folder, 'pid')],
      ...['--data-root', join(this.folder, 'data'), '--exec-root', join(this.folder, 'exec')],
      ...['--containerd-namespace', this.id, '--containerd-plugins-namespace', `${this.id}-plugins`],
      // User containers have to survive a restart of the engine.
      ...['--live-restore', '--userland-proxy=false'],
      // The packet filter and docker0 belong to the machine's engine. Without a bridge of its own this one would take
      // over docker0, and with `--bridge none` it would delete it.
      ...['--bridge', this.bridge, '--iptables=false', '--ip6tables=false', '--ip-masq=false'],
    ]);
    const { daemon } = this;
    await until('the second engine answers', 60, () => {
      if (daemon.exit) throw new Error(`The second engine ended: ${daemon.output.slice(-2000)}`);
      return this.docker.ping().then(
        () => true,
        () => false,
      );
    });
  }

  /** An engine that starts before its predecessor's containerd has ended waits for it without end. */
  private async containerdGone(): Promise<void> {
    const file = join(this.folder, 'exec/containerd/containerd.pid');
    const pid = await readFile(file, 'utf8').catch(() => null);
    if (pid !== null) await until('the old containerd is gone', 20, () => !existsSync(`/proc/${pid.trim()}`));
    await rm(file, { force: true });
  }

  /** Created by the machine's engine, as a network without containers, in the first part of the range that is free. */
  private async makeBridge(part = 0): Promise<void> {
    const network = {
      Name: this.bridge,
      Options: { 'com.docker.network.bridge.name': this.bridge },
      IPAM: { Driver: 'default', Config: [{ Subnet: `10.223.255.${16 * part}/28` }] },
    };
    await new Docker().createNetwork(network).catch((error: unknown) => {
      if (part === 15 || !String(error).includes('Pool overlaps')) throw error;
      return this.makeBridge(part + 1);
    });
  }

  /** Loaded from the machine's engine, so that they are built once. */
  private async loadImages(): Promise<void> {
    const image = `${run.images}:ok`;
    const save = spawn('docker', ['save', image], { stdio: ['ignore', 'pipe', 'ignore'] });
    const load = spawn('docker', ['--host', `unix://${this.socketPath}`, 'load'], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    save.stdout.pipe(load.stdin);
    const code = await new Promise((resolve) => load.once('close', resolve));
    if (code !== 0) throw new Error(`${image} could not be loaded: docker load ended with ${String(code)}`);
  }
}

/** Lets the janitor find the bridge of a network by its address. */
export const noteGateway = (address: string): Promise<void> => appendFile(join(run.folder, 'gateways'), `${address}\n`);
