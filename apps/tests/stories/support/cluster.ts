import { randomBytes, X509Certificate } from 'node:crypto';
import { appendFile, chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { CertificateAuthority } from '@spawner/kit/certificates';
import { MailServer } from '@spawner/kit/mail-server';
import { ROOT } from '@spawner/kit/run';
import { Swarm, type SwarmNode } from '@spawner/kit/swarm';
import { until } from '@spawner/kit/until';
import { ClusterPage, linesOf } from './cluster-page.js';
import { ProductImages } from './product-images.js';

const HOST = 'coder.domain.com';
export const URL = `https://${HOST}`;
/** "This folder on every machine, in the same place." */
const FOLDER = '/srv/spawner-folder';
const PARTS = ['docker', 'traefik', 'docker-compose.yml', 'docker-stack.yml', '.env.example'];
/** What the first template is built from, on whatever machine. */
const BASE = 'nginx:1.29';
/** What the stack runs beside the product. */
const IMAGES = ['traefik:v3.7.12', 'postgres:17'];

/** Of a later version. */
const MIGRATION = `
class Later1999999999999 {
  up(runner) { return runner.query("ALTER TABLE users ADD COLUMN later text NOT NULL DEFAULT 'no'"); }
  down() {}
}
migrations.push(Later1999999999999);
`;
const ADDS_MIGRATION = `fs.appendFileSync('apps/api/dist/database/migrations/index.js', ${JSON.stringify(MIGRATION)})`;

/**
 * Three fresh machines, and an operator who types what docs/cluster.md says. What a test cannot do is replaced in
 * `replace` and in `programs`, and nowhere else.
 */
export class Cluster {
  readonly page = new ClusterPage();

  private constructor(
    private readonly folder: string,
    readonly swarm: Swarm,
    readonly mailbox: MailServer,
    private readonly ca: CertificateAuthority,
    private readonly certificate: string,
    private readonly images: ProductImages,
  ) {}

  static async create(): Promise<Cluster> {
    const images = await ProductImages.build();
    const folder = await mkdtemp(join(tmpdir(), 'spawner-cluster-'));
    const ca = await CertificateAuthority.create(join(folder, 'ca'));
    const certificate = await readFile(join(folder, 'ca', 'ca.pem'), 'utf8');
    const swarm = await Swarm.start({ fresh: true });
    const mailbox = await MailServer.start({}, 0, swarm.host);
    const cluster = new Cluster(folder, swarm, mailbox, ca, certificate, images);
    for (const node of swarm.nodes) await cluster.unpack(node);
    return cluster;
  }

  async close(): Promise<void> {
    await this.mailbox.close();
    await this.swarm.close();
    await this.images.close();
    await rm(this.folder, { recursive: true });
  }

  /** "One manager, the only one that you type on." */
  get first(): SwarmNode {
    return this.swarm.manager;
  }

  /** Types a block of the page on a machine; the output is that of its last line. */
  async type(block: string, node = this.first, seconds = 300): Promise<string> {
    this.page.typed(block);
    return node.type(`set -e\n${this.replace(block)}`, { folder: FOLDER, seconds });
  }

  /** What the page says and this cannot do. */
  private replace(block: string): string {
    return (
      block
        // Its examples.
        .replaceAll(
          /\b192\.0\.2\.1([123])\b/g,
          (_, number: string) => this.swarm.nodes[Number(number) - 1]?.address ?? '',
        )
        .replaceAll(/\bserver-([abc])\b/g, 'node-$1')
        // The kernel of the tests may have no IPsec, for which the page says the same.
        .replace(' --opt encrypted', '')
        // The machines reach no registry: images are built on the machine of the tests, and are on the first one already.
        .replaceAll(/^docker (build|pull) .*\n/gm, '')
    );
  }

  /** Programs that the machines of the tests do not have. */
  private async programs(node: SwarmNode): Promise<void> {
    const others = this.swarm.nodes.filter((other) => other !== node);
    const shells = others.map(({ name, shell }) => `root@${name}) exec ${shell} "$@" ;;\n`);
    const programs = {
      ssh: `to=$1; shift\ncase $to in\n${shells.join('')}esac\nexit 255\n`,
      // Machines of the tests do not reboot.
      'netfilter-persistent': 'exit 0\n',
    };
    const folder = node.path('/srv/bin');
    await mkdir(folder, { recursive: true });
    for (const [name, script] of Object.entries(programs)) {
      await writeFile(join(folder, name), `#!/bin/sh\n${script}`);
      await chmod(join(folder, name), 0o755);
    }
  }

  private async unpack(node: SwarmNode): Promise<void> {
    await this.programs(node);
    for (const part of PARTS) await cp(join(ROOT, part), join(node.path(FOLDER), part), { recursive: true });
  }

  /** A file in the folder on a machine. */
  file(name: string, node = this.first): string {
    return join(node.path(FOLDER), name);
  }

  /** Steps 1 to 6, up to the settings. */
  async prepare(): Promise<void> {
    const { page, swarm, first } = this;
    for (const node of swarm.nodes) await this.setUp(node);
    const [init = '', token = ''] = linesOf(page.block('Set up', '3.'));
    await this.type(init);
    await this.joinAs(token, ...swarm.nodes.slice(1));
    for (const node of swarm.nodes) await this.type(page.block('Set up', '4.'), node);
    await this.newWebCertificate();
    await this.type(page.block('Set up', '5.'));
    await this.giveImages();
    // "With a registry": there is none here.
    const [, without = ''] = page.blocks('Set up', '6.');
    await Promise.all(
      ['server-b', 'server-c'].map((name) => this.type(without.replaceAll('server-b', name), first, 600)),
    );
    // It would be pulled.
    for (const { name } of swarm.nodes.slice(1)) await first.type(`docker save ${BASE} | ssh root@${name} docker load`);
  }

  /** What `docker build` and `docker pull` would bring to the first machine. */
  giveImages(): Promise<void> {
    return this.images.load(this.first, ...IMAGES, BASE);
  }

  /** Steps 1 and 2 on one machine. */
  async setUp(node: SwarmNode): Promise<void> {
    await this.type(this.page.block('Set up', '1.'), node);
    const old = { 'no-new-privileges': true }; // "Engines before 25 need it too."
    const settings = { ...(JSON.parse(this.page.engineSettings) as object), ...old };
    await mkdir(node.path('/etc/docker'), { recursive: true });
    await writeFile(node.path('/etc/docker/daemon.json'), JSON.stringify(settings));
    await node.restart(); // systemctl restart docker
  }

  /** Types on machines what `docker swarm join-token` prints. */
  async joinAs(token: string, ...nodes: readonly SwarmNode[]): Promise<void> {
    const printed = await this.type(token);
    const join = /docker swarm join .*/.exec(printed)?.[0] ?? '';
    for (const node of nodes) await node.type(join);
  }

  /** Step 7, up to the address that answers through every machine. */
  async start(): Promise<string> {
    const [deploy = '', list = '', logs = ''] = linesOf(this.page.block('Set up', '7.'));
    await this.type(deploy);
    await this.answersEverywhere();
    await this.type(list);
    return this.type(logs);
  }

  async answersEverywhere(seconds = 180): Promise<void> {
    for (const node of this.swarm.nodes)
      await until(`the dashboard through ${node.name}`, seconds, () => this.answers(node)).catch(
        async (error: unknown) => {
          throw new Error(await this.type('docker stack ps spawner --no-trunc; docker service ls'), { cause: error });
        },
      );
  }

  /** "Fill in its first block." */
  async writeSettings(others: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.type(this.page.quoted('cp .env.example .env'));
    const own = {
      JWT_SECRET_KEY: randomBytes(32).toString('hex'),
      // With what a URL, a shell and an env file treat specially.
      POSTGRES_PASSWORD: `'${randomBytes(16).toString('hex')}\\/@ #%:?&$x"'`,
    };
    const file = this.file('.env');
    let content = await readFile(file, 'utf8');
    for (const [name, value] of Object.entries({ ...own, ...this.mailbox.settings, ...others })) {
      const line = new RegExp(`^${name}=.*$`, 'm');
      content = line.test(content) ? content.replace(line, () => `${name}=${value}`) : `${content}${name}=${value}\n`;
    }
    await writeFile(file, content);
  }

  async removeSettings(...names: readonly string[]): Promise<void> {
    const lines = (await readFile(this.file('.env'), 'utf8')).split('\n');
    await writeFile(this.file('.env'), lines.filter((line) => !names.includes(line.split('=')[0] ?? '')).join('\n'));
  }

  /** Another certificate for the name of the dashboard, where the page expects it; its serial number. */
  async newWebCertificate(): Promise<string> {
    const folder = await this.ca.issue(HOST, 'serverAuth');
    await cp(join(folder, 'cert.pem'), this.file('fullchain.pem'));
    await cp(join(folder, 'key.pem'), this.file('privkey.pem'));
    return new X509Certificate(await readFile(join(folder, 'cert.pem'))).serialNumber;
  }

  /** Of the certificate that a machine shows to visitors. */
  serialAt(node: SwarmNode): Promise<string | null> {
    return new Promise((resolve) => {
      const options = { host: node.address, port: 443, servername: HOST, ca: this.certificate, timeout: 3000 };
      const line = connect(options, () => {
        resolve(line.getPeerX509Certificate()?.serialNumber ?? null);
        line.destroy();
      });
      line.once('timeout', () => line.destroy(new Error('no answer')));
      line.once('error', () => resolve(null));
    });
  }

  /**
   * "The new version of this folder, its images on all machines, SPAWNER_VERSION in .env." It migrates the database, in a
   * way that the version before bears.
   */
  async newVersion(version: string): Promise<void> {
    this.page.quoted('SPAWNER_VERSION=2.1');
    const files = {
      spawner: `FROM spawner\nUSER root\nRUN ["node", "-e", ${JSON.stringify(ADDS_MIGRATION)}]\nUSER node\n`,
      'spawner-guard': `FROM spawner-guard\nLABEL version=${version}\n`,
    };
    const names = Object.keys(files).map((name) => `${name}:${version}`);
    for (const [name, content] of Object.entries(files)) {
      await writeFile(this.file('Dockerfile'), content);
      await this.first.type(`DOCKER_BUILDKIT=0 docker build --quiet --tag ${name}:${version} - <Dockerfile`, {
        folder: FOLDER,
      });
    }
    for (const node of this.swarm.nodes.slice(1))
      await this.first.type(`docker save ${names.join(' ')} | ssh root@${node.name} docker load`);
    await appendFile(this.file('.env'), `SPAWNER_VERSION=${version}\n`);
  }

  /** Their updates have ended, well. */
  async updated(...services: readonly string[]): Promise<void> {
    for (const service of services)
      await until(`the update of ${service}`, 300, async () => {
        const format = '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{else}}completed{{end}}';
        const state = (await this.first.type(`docker service inspect --format '${format}' spawner_${service}`)).trim();
        if (/paused|rollback/.test(state))
          throw new Error(await this.first.type(`docker service ps --no-trunc spawner_${service}`));
        return state === 'completed';
      });
  }

  /** "Remove." */
  async remove(node: SwarmNode): Promise<void> {
    const { page } = this;
    await this.type(page.quoted('docker node update --availability drain server-b').replace('server-b', node.name));
    await this.type(page.quoted('docker node demote server-b').replace('server-b', node.name));
    await node.type(page.quoted('docker swarm leave'));
    await until(`${node.name} is down`, 60, async () =>
      (await this.first.type(`docker node inspect --format '{{.Status.State}}' ${node.name}`)).startsWith('down'),
    );
    await this.type(page.quoted('docker node rm server-b').replace('server-b', node.name));
  }

  /** "Add." */
  async add(node: SwarmNode): Promise<void> {
    await this.setUp(node);
    const [, token = ''] = linesOf(this.page.block('Set up', '3.'));
    await this.joinAs(token, node);
  }

  /** The machine that runs this person's container. */
  async homeOf(slug: string): Promise<SwarmNode> {
    for (const node of this.swarm.nodes)
      if (await node.type(`docker ps --quiet --filter name=user-${slug}-dev`)) return node;
    throw new Error(`no machine runs the container of ${slug}`);
  }

  /** The only value that a statement returns. */
  async query(statement: string): Promise<string> {
    const container = '"$(docker ps -q -f name=spawner_postgres)"';
    return (await this.first.type(`docker exec ${container} psql -U spawner -At -c "${statement}" spawner`)).trim();
  }

  /** Whether the dashboard answers over HTTPS, as visitors of one machine reach it. */
  private answers({ address }: SwarmNode): Promise<boolean> {
    const options = { host: address, servername: HOST, ca: this.certificate, agent: false, timeout: 3000 };
    return new Promise((resolve) => {
      const sent = get({ ...options, path: '/api/health/live', headers: { host: HOST } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      sent.once('timeout', () => sent.destroy(new Error('no answer')));
      sent.once('error', () => resolve(false));
    });
  }
}
