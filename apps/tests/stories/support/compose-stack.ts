import { execFile } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { docker, removeNetwork } from '@spawner/kit/docker';
import { freePort } from '@spawner/kit/free-port';
import { ROOT, uniqueId } from '@spawner/kit/run';
import { until } from '@spawner/kit/until';

const HOST = 'coder.localhost';

/** docker-compose.yml unchanged, in a folder of its own with the .env of an operator's trial. */
export class ComposeStack {
  private readonly project = `spawner-${uniqueId('c')}`;
  readonly network = `${this.project}-services`;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly gatewayPort: number,
  ) {}

  static async create(): Promise<ComposeStack> {
    const folder = await mkdtemp(join(tmpdir(), 'spawner-compose-'));
    const stack = new ComposeStack(folder, await freePort(), await freePort());
    for (const part of ['docker-compose.yml', 'traefik']) {
      await cp(join(ROOT, part), join(stack.folder, part), { recursive: true });
    }
    await writeFile(join(stack.folder, '.env'), await stack.settings());
    // The build's context is the checkout, and the operator's own image keeps its name.
    const build = { context: ROOT };
    const guard = { image: `${stack.project}-guard`, build };
    const services = { spawner: { image: stack.project, build }, engine: guard, 'engine-readonly': guard };
    await writeFile(join(stack.folder, 'docker-compose.override.yml'), JSON.stringify({ services }));
    return stack;
  }

  get url(): string {
    return `http://${HOST}:${this.port}`;
  }

  /** The address that Traefik sends its authorization requests to. */
  get gateway(): string {
    return `http://127.0.0.1:${this.gatewayPort}`;
  }

  async up(): Promise<void> {
    await this.compose(['up', '-d', '--build', '--wait'], 900);
    await until('Traefik serves the dashboard', 30, () => this.read('/api/health/live').catch(() => null));
  }

  /** Runs a shell command in the folder of the compose file. */
  async type(line: string): Promise<string> {
    const options = {
      cwd: this.folder,
      env: { ...process.env, COMPOSE_PROJECT_NAME: this.project },
      timeout: 120_000,
    };
    return (await promisify(execFile)('sh', ['-c', line], options)).stdout;
  }

  async close(): Promise<void> {
    await removeNetwork(this.network);
    await this.compose(['down', '--volumes', '--timeout', '10', '--rmi', 'local'], 120);
    await docker(['image', 'rm', '--force', this.project, `${this.project}-guard`]).catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Request through Traefik, for names that only browsers resolve. */
  async read(path: string): Promise<string> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, path, headers: { host: HOST }, timeout: 5000 };
      const request = get(options, resolve);
      request.once('timeout', () => request.destroy(new Error(`${path} does not answer`)));
      request.once('error', reject);
    });
    const body = await text(response);
    if (response.statusCode !== 200) throw new Error(`${path} answered ${String(response.statusCode)}: ${body}`);
    return body;
  }

  private compose(args: readonly string[], seconds: number): Promise<string> {
    return docker(['compose', '--project-directory', this.folder, '-p', this.project, ...args], { seconds });
  }

  private async settings(): Promise<string> {
    const base = process.env['TEST_NODE_IMAGE'];
    const settings = {
      BASE_DOMAIN: 'localhost',
      PUBLIC_URL: this.url,
      TRAEFIK_ENTRYPOINT: 'web',
      TRAEFIK_CERTRESOLVER: '',
      TRAEFIK_NETWORK: this.network,
      DOCKER_SUBNET: `10.214.${16 * randomInt(16)}.0/20`,
      HTTP_PORT: this.port,
      HTTPS_PORT: await freePort(),
      GATEWAY_PORT: this.gatewayPort,
      OUTBOX: true,
      // Who registers first is nobody's admin in production.
      ADMIN_EMAIL: 'test@example.com',
      JWT_SECRET_KEY: randomBytes(32).toString('hex'),
      // With what a URL, a shell and an env file treat specially.
      POSTGRES_PASSWORD: `'${randomBytes(16).toString('hex')}\\/@ #%:?&$x"'`,
      ...(base && { SPAWNER_BASE_IMAGE: base }),
    };
    return Object.entries(settings)
      .map(([name, value]) => `${name}=${String(value)}\n`)
      .join('');
  }
}
