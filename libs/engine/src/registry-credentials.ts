import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** The name that `docker login` stores Docker Hub's login under. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

const Login = z.looseObject({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
});
const ConfigFile = z.looseObject({
  auths: z.record(z.string(), Login).optional(),
  credsStore: z.string().optional(),
  credHelpers: z.record(z.string(), z.string()).optional(),
});
const HelperAnswer = z.looseObject({ Username: z.string(), Secret: z.string() });

/** The engine's AuthConfig. */
interface Credentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly identitytoken?: string | undefined;
  readonly serveraddress: string;
}

/** `registry.example:5000/team/app:1` → `registry.example:5000`. A name without a host is Docker Hub's. */
function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return !isHost || ['docker.io', 'index.docker.io'].includes(first) ? DOCKER_HUB : first;
}

const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

/**
 * Logins that `docker login` has stored. Only read. Each failure means no login: many images need none, and the registry
 * says it where one is needed.
 */
export class RegistryCredentials {
  constructor(
    /** As in DOCKER_CONFIG; null for none. */
    private readonly folder: string | null,
    private readonly report: (problem: string) => void,
    private readonly helperMs = 10_000,
  ) {}

  /** The value of `X-Registry-Auth` for a pull of the image. */
  async headerFor(image: string): Promise<string | undefined> {
    const found = await this.of(registryOf(image));
    return found && Buffer.from(JSON.stringify(found)).toString('base64url');
  }

  private async of(registry: string): Promise<Credentials | undefined> {
    try {
      const { auths = {}, credHelpers = {}, credsStore } = await this.read();
      const helper = credHelpers[registry] ?? credHelpers[hostOf(registry)] ?? credsStore;
      const fromHelper = helper ? await this.ask(helper, registry) : undefined;
      if (fromHelper) return fromHelper;
      const [, login] = Object.entries(auths).find(([key]) => hostOf(key) === hostOf(registry)) ?? [];
      return login && credentialsOf(login, registry);
    } catch (error) {
      this.report(`the logins for registries cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  private async read(): Promise<z.infer<typeof ConfigFile>> {
    if (this.folder === null) return {};
    try {
      return parsed(ConfigFile, await readFile(join(this.folder, 'config.json'), 'utf8'), 'config.json');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
  }

  private async ask(helper: string, registry: string): Promise<Credentials | undefined> {
    if (!/^[\w.-]+$/.test(helper)) throw new Error(`${helper} is not the name of a credential helper`);
    const signal = AbortSignal.timeout(this.helperMs);
    const child = spawn(`docker-credential-${helper}`, ['get'], {
      env: process.env,
      stdio: ['pipe', 'pipe', 'ignore'],
      signal,
      killSignal: 'SIGKILL',
    });
    // A program that the helper has started may keep the pipe open.
    addAbortSignal(signal, child.stdout);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    // A helper that does not read its input has answered already.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${registry}\n`);
    const [printed, code] = await Promise.all([text(child.stdout), ended]);
    // It has no login for this registry.
    if (code !== 0) return undefined;
    const { Username: username, Secret: secret } = parsed(HelperAnswer, printed, helper);
    return username === '<token>'
      ? { identitytoken: secret, serveraddress: registry }
      : { username, password: secret, serveraddress: registry };
  }
}

/** Without the parser's message: it quotes what was read, and that is a secret. */
function parsed<T>(schema: z.ZodType<T>, content: string, from: string): T {
  try {
    return schema.parse(JSON.parse(content));
  } catch {
    throw new Error(`${from} does not have the form that Docker's own programs write`);
  }
}

function credentialsOf(login: z.infer<typeof Login>, serveraddress: string): Credentials | undefined {
  const { auth, identitytoken } = login;
  if (identitytoken) return { identitytoken, serveraddress };
  if (!auth) return login.username ? { username: login.username, password: login.password, serveraddress } : undefined;
  const [username, ...password] = Buffer.from(auth, 'base64').toString().split(':');
  return { username, password: password.join(':'), serveraddress };
}
