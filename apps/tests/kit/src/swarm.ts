import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { docker } from './docker.js';
import { descendantsOf, stillAlive, withCommand } from './process-tree.js';
import { Program } from './program.js';
import { uniqueId } from './run.js';
import { until } from './until.js';

const run = (program: string, ...args: string[]) => promisify(execFile)(program, args, { timeout: 30_000 });
const ip = (...args: string[]) => run('ip', ...args);
const GROUPS = '/sys/fs/cgroup';
/** What a fresh machine does not share with this one. */
const OWN_FOLDERS = ['/etc/docker', '/run', '/srv'];

interface SwarmOptions {
  /** How many of the nodes are managers; the others are workers. */
  readonly managers?: number;
  /** Images of the machine's engine that every node gets. */
  readonly images?: readonly string[];
  /** As after the installation of Docker: nothing is set up, and no swarm. For what an operator types (`SwarmNode.type`). */
  readonly fresh?: boolean;
  /** Where the folders of the engines go. A short path: those of their sockets have 107 letters at most. */
  readonly parent?: string;
}

/**
 * Three real Docker Engines that form one swarm. Each has a network namespace, a host name and a data folder of its own; a
 * switch in a fourth namespace links them to each other and to this machine. Needs root.
 */
export class Swarm {
  private constructor(
    private readonly folder: string,
    private readonly id: string,
    /** First three bytes of the addresses of this machine and of all nodes. */
    private readonly network: string,
    readonly nodes: readonly SwarmNode[],
  ) {}

  /** This machine, as the nodes reach it. */
  get host(): string {
    return `${this.network}.1`;
  }

  static async start({
    managers = 1,
    images = [],
    fresh = false,
    parent = tmpdir(),
  }: SwarmOptions = {}): Promise<Swarm> {
    const id = uniqueId('w');
    const folder = await mkdtemp(join(parent, 'sw-'));
    // From the range for tests of network devices (RFC 2544); the laptop of the tests uses the other half.
    const network = `198.19.${String(randomInt(256))}`;
    const part = String(randomInt(256));
    const nodes = ['a', 'b', 'c'].map((letter, index) => {
      const subnet = `10.${String(210 + index)}.${part}`;
      return new SwarmNode(
        `node-${letter}`,
        `${id}${letter}`,
        `${network}.${String(11 + index)}`,
        subnet,
        join(folder, letter),
        fresh,
      );
    });
    const swarm = new Swarm(folder, id, network, nodes);
    try {
      await swarm.lay();
      await Promise.all(nodes.map((node) => node.start(`${network}.0/24`)));
      if (!fresh) {
        for (const node of nodes) await swarm.open(node, node.subnet);
        await swarm.join(managers);
      }
      if (images.length > 0) await swarm.load(images);
      return swarm;
    } catch (error) {
      await swarm.close();
      throw error;
    }
  }

  node(name: string): SwarmNode {
    const node = this.nodes.find((each) => each.name === name);
    if (!node) throw new Error(`there is no node ${name}`);
    return node;
  }

  get manager(): SwarmNode {
    return this.node('node-a');
  }

  /** Copies images of the machine's engine, with what they share once. */
  async load(images: string | readonly string[], nodes = this.nodes): Promise<void> {
    const file = join(this.folder, 'images.tar');
    await docker(['save', '--output', file, ...[images].flat()], { seconds: 120 });
    await Promise.all(nodes.map((node) => node.docker(['load', '--quiet', '--input', file], 300)));
    await rm(file);
  }

  /** Everything ends with it: engines, containers, namespaces with their links and routes, and the folder. */
  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.end()));
    // A link that is asked for by name may be gone with its namespace.
    for (const name of [...this.nodes.map((node) => node.namespace), this.id])
      await ip('netns', 'delete', name).catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async lay(): Promise<void> {
    const { id, network, nodes } = this;
    await ip('netns', 'add', id);
    await ip('-n', id, 'link', 'add', 'switch', 'type', 'bridge');
    await ip('-n', id, 'link', 'set', 'switch', 'up');
    const uplink = id.replace('-', '');
    await ip('link', 'add', uplink, 'type', 'veth', 'peer', 'name', 'uplink', 'netns', id);
    await ip('-n', id, 'link', 'set', 'uplink', 'master', 'switch', 'up');
    await ip('address', 'add', `${network}.1/24`, 'dev', uplink);
    await ip('link', 'set', uplink, 'up');
    for (const { namespace, name, address } of nodes) {
      await ip('netns', 'add', namespace);
      await ip('-n', namespace, 'link', 'set', 'lo', 'up');
      await ip('-n', namespace, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', name, 'netns', id);
      await ip('-n', id, 'link', 'set', name, 'master', 'switch', 'up');
      await ip('-n', namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0');
      await ip('-n', namespace, 'link', 'set', 'eth0', 'up');
    }
  }

  /** This machine reaches a node's containers, as the gateway on the node does. */
  private async open(node: SwarmNode, subnet: string): Promise<void> {
    await ip('route', 'add', subnet, 'via', node.address);
    const accept = ['-i', 'eth0', '-s', this.host, '-d', subnet, '-j', 'ACCEPT'];
    await node.run('iptables', '-w', '-I', 'DOCKER-USER', ...accept);
  }

  private async join(managers: number): Promise<void> {
    const [first, ...others] = this.nodes;
    if (!first) return;
    const init = ['--advertise-addr', first.address, '--default-addr-pool', '10.218.0.0/16'];
    await first.docker(['swarm', 'init', ...init]);
    for (const [index, node] of others.entries()) {
      const role = index + 1 < managers ? 'manager' : 'worker';
      const token = await first.docker(['swarm', 'join-token', '--quiet', role]);
      const join = ['--advertise-addr', node.address, '--token', token, first.address];
      await node.docker(['swarm', 'join', ...join]);
    }
  }
}

/** One machine of the swarm. */
export class SwarmNode {
  private engine: Program | null = null;
  private trusted = '';

  constructor(
    readonly name: string,
    readonly namespace: string,
    readonly address: string,
    /** First three bytes of the addresses on its own bridge. */
    private readonly part: string,
    private readonly folder: string,
    private readonly fresh: boolean,
  ) {}

  /** Of the engine's own network, `bridge`. */
  get subnet(): string {
    return `${this.part}.0/24`;
  }

  get socket(): string {
    return join(this.folder, 'docker.sock');
  }

  /** As in DOCKER_HOST. */
  get engineAddress(): string {
    return `unix://${this.socket}`;
  }

  /** @param trusted range of registries without TLS */
  async start(trusted = this.trusted): Promise<void> {
    this.trusted = trusted;
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, 'daemon.json'), '{}');
    // After a crash another process may have the number, and this engine would take it for its own.
    for (const left of ['pid', 'exec/containerd/containerd.pid']) await rm(join(this.folder, left), { force: true });
    const engine = Program.start('nsenter', [
      `--net=/run/netns/${this.namespace}`,
      // `ip netns exec` would hide the mounts of the cgroups.
      ...['unshare', '--uts', ...(this.fresh ? ['--mount'] : []), 'sh', '-c'],
      ...[`hostname "$0" && ${await this.ownFolders()} exec dockerd "$@"`, this.name],
      ...['--host', `unix://${this.socket}`, '--pidfile', join(this.folder, 'pid')],
      ...['--data-root', join(this.folder, 'data'), '--exec-root', join(this.folder, 'exec')],
      ...['--userland-proxy=false', '--shutdown-timeout', '2'],
      ...(await this.ownShare()),
      ...(this.fresh ? ['--host', 'unix:///var/run/docker.sock'] : this.setUp(trusted)),
    ]);
    this.engine = engine;
    await until(`the engine of ${this.name} answers`, 60, async () => {
      if (engine.exit) throw new Error(`The engine of ${this.name} ended: ${engine.output.slice(-2000)}`);
      return this.docker(['version'], 5).then(
        () => true,
        () => false,
      );
    });
  }

  /** In one group, the containers of all engines together would get as much of the processors as a single process. */
  private async ownShare(): Promise<string[]> {
    if (!existsSync(join(GROUPS, 'cpu', 'cpu.shares'))) return [];
    const group = join(GROUPS, 'cpu', this.namespace);
    await mkdir(group, { recursive: true });
    await writeFile(join(group, 'cpu.shares'), String(4 * 1024));
    return ['--cgroup-parent', `/${this.namespace}`];
  }

  private setUp(trusted: string): string[] {
    return [
      ...['--config-file', join(this.folder, 'daemon.json')],
      ...['--bip', `${this.part}.1/24`, '--icc=false', '--default-address-pool', 'base=10.217.0.0/17,size=24'],
      // Engines before API 1.44 take it for a service from no other place.
      '--no-new-privileges',
      ...['--insecure-registry', trusted],
    ];
  }

  /** The commands that give a fresh machine what an operator's commands name. */
  private async ownFolders(): Promise<string> {
    if (!this.fresh) return '';
    const mounts = OWN_FOLDERS.map(async (path) => {
      await mkdir(this.path(path), { recursive: true });
      return `mount --bind ${this.path(path)} ${path} &&`;
    });
    return (await Promise.all(mounts)).join(' ');
  }

  /** Where this machine sees a file of a fresh one. */
  path(path: string): string {
    return join(this.folder, 'own', path);
  }

  /** In front of a program that has to run on a fresh machine. */
  get shell(): string {
    return `nsenter --target "$(cat ${join(this.folder, 'pid')})" --mount --net --uts`;
  }

  /** Standard output of what an operator types into a shell on a fresh machine. */
  async type(line: string, { folder = '/srv', seconds = 120 } = {}): Promise<string> {
    const env = { ...process.env, PATH: `/srv/bin:${process.env['PATH'] ?? ''}` };
    const script = ['-c', `exec ${this.shell} sh -c "$0"`, `cd ${folder} && ${line}`];
    return (await promisify(execFile)('sh', script, { timeout: seconds * 1000, env, maxBuffer: 2 ** 26 })).stdout;
  }

  /** Standard output of a docker command on this node. */
  docker(args: readonly string[], seconds?: number): Promise<string> {
    return docker(['--host', this.engineAddress, ...args], seconds === undefined ? {} : { seconds });
  }

  /** Runs a program on the network of this node. */
  async run(program: string, ...args: string[]): Promise<string> {
    return (await run('nsenter', `--net=/run/netns/${this.namespace}`, program, ...args)).stdout;
  }

  /** Its engine ends alone; containers go on. */
  async killEngine(): Promise<void> {
    await this.engine?.end('SIGKILL');
  }

  /** The machine loses its power: its engine and all its containers end at once. */
  async crash(): Promise<void> {
    await this.killEngine();
    await this.killAll();
  }

  /** The network cable is pulled. */
  async cut(): Promise<void> {
    await ip('-n', this.namespace, 'link', 'set', 'eth0', 'down');
  }

  async heal(): Promise<void> {
    await ip('-n', this.namespace, 'link', 'set', 'eth0', 'up');
  }

  /** Restores it after `crash` or `killEngine`. */
  async mend(): Promise<void> {
    if (!this.engine || this.engine.exit) await this.start();
  }

  /** Its engine reads its settings anew. */
  async restart(): Promise<void> {
    await this.end();
    await this.start();
  }

  async end(): Promise<void> {
    const engine = this.engine;
    if (!engine) return;
    await engine.end('SIGTERM', 20);
    await this.killAll();
    const mounts = await readFile('/proc/self/mountinfo', 'utf8');
    const below = mounts.split('\n').flatMap((line) => line.split(' ')[4] ?? []);
    for (const mount of below.filter((path) => path.startsWith(`${this.folder}/`)).reverse())
      await run('umount', '--lazy', mount).catch(() => undefined);
    const groups = (await readdir(GROUPS)).map((kind) => join(GROUPS, kind, this.namespace)).filter(existsSync);
    if (groups.length > 0) await run('find', ...groups, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';');
  }

  /** A shim does not belong to the engine, and what runs in its container outlives it. */
  private async killAll(): Promise<void> {
    const found = withCommand(`${this.folder}/`);
    for (const { pid } of stillAlive([...found.flatMap(({ pid }) => descendantsOf(pid)), ...found])) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        // With its parent it may have ended in this moment.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await until(`all processes of ${this.name} are gone`, 20, () => withCommand(`${this.folder}/`).length === 0);
  }
}
