import { existsSync, readFileSync } from 'node:fs';
import { Agent, globalAgent } from 'node:https';
import { join } from 'node:path';
import { inspect } from 'node:util';
import Docker from 'dockerode';
import { SettingsError } from '../../config/settings.error.js';
import { engine, readDeadline, statusOf } from './docker-errors.js';

const DEFAULT_SOCKET = process.platform === 'win32' ? '//./pipe/docker_engine' : '/var/run/docker.sock';

/** What the engine reports of itself and its host, as far as it is used here. */
export interface EngineInfo {
  readonly OperatingSystem?: string;
  readonly DockerRootDir?: string;
  /** Of its storage. */
  readonly Driver?: string;
  readonly DriverStatus?: readonly (readonly [name: string, value: string])[] | null;
  readonly ServerVersion?: string;
  /** Of the machine's clock. */
  readonly SystemTime?: string;
  readonly SecurityOptions?: readonly string[];
  readonly Runtimes?: Readonly<Record<string, unknown>>;
  readonly InitBinary?: string;
  readonly InitCommit?: { readonly ID?: string };
  readonly CgroupDriver?: string;
  readonly CgroupVersion?: string;
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
  readonly CpuCfsQuota?: boolean;
  readonly PidsLimit?: boolean;
  readonly LiveRestoreEnabled?: boolean;
  /** Whether bridged packets pass the firewall. Engines from 28.2 on do not report it. */
  readonly BridgeNfIptables?: boolean;
  readonly BridgeNfIp6tables?: boolean;
  readonly HttpProxy?: string;
  readonly HttpsProxy?: string;
  readonly Name?: string;
  readonly Swarm?: {
    readonly NodeID?: string;
    readonly NodeAddr?: string;
    /** It is a manager. */
    readonly ControlAvailable?: boolean;
    readonly RemoteManagers?: readonly { readonly Addr: string }[] | null;
  };
}

export interface ImageInfo {
  readonly Id: string;
  readonly Created?: string;
  /** Names that a registry has for it; empty where it was built here. */
  readonly RepoDigests?: readonly string[] | null;
  /** What a container takes over from it. */
  readonly Config?: {
    readonly User?: string;
    readonly Labels?: Readonly<Record<string, string>> | null;
  } | null;
}

/**
 * Whether this machine has an engine, which may still be starting.
 * @param host as in DOCKER_HOST, or null for the default socket
 */
export const hasEngine = (host: string | null): boolean => host !== null || existsSync(DEFAULT_SOCKET);

/** What identifies Spawner to the guards of a cluster, and them to it. */
export interface EngineTls {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** @param folder with `ca.pem`, `cert.pem` and `key.pem` */
export function engineTls(folder: string): EngineTls {
  const read = (file: string) => readFileSync(join(folder, file));
  try {
    return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  } catch (error) {
    throw new SettingsError([`SWARM_TLS_DIR: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/** All guards have this name in their certificates: they are found by address. */
const GUARD = 'guard';

/** The client writes out the options of each request, also for a log that is off: with all sockets of an agent it takes 0.1 s. */
class GuardAgent extends Agent {
  [inspect.custom](): string {
    return 'GuardAgent';
  }
}

/**
 * The engine's client. No API version is pinned, so every engine uses its newest one.
 * @param host as in DOCKER_HOST: `unix:///path`, `tcp://host:port`, or null for the default socket
 * @param tls for `tcp:`; null for a connection without encryption
 */
export function dockerClient(host: string | null, tls: EngineTls | null = null): Docker {
  if (host === null) return new Docker({ socketPath: DEFAULT_SOCKET });
  const url = URL.canParse(host) ? new URL(host) : null;
  if (url?.protocol === 'unix:') return new Docker({ socketPath: url.pathname });
  if (url?.protocol === 'tcp:' && tls) {
    const identity = { ...tls, servername: GUARD, minVersion: 'TLSv1.3', rejectUnauthorized: true } as const;
    const agent = new GuardAgent({ ...globalAgent.options, ...identity });
    // The client's types lack the agent.
    const options = { protocol: 'https', host: url.hostname, port: url.port || 2376, agent } as const;
    return new Docker(options);
  }
  if (url?.protocol === 'tcp:' || url?.protocol === 'http:') {
    return new Docker({ protocol: 'http', host: url.hostname, port: url.port || 2375 });
  }
  throw new SettingsError([`DOCKER_HOST: ${host} is neither unix:///path nor tcp://host:port`]);
}

type Call<T> = (options: { readonly abortSignal: AbortSignal }) => Promise<T>;

/** Longer than anyone waits for it: an answer that comes late shows how slow the engine is. */
const PING_MS = 60_000;

// The client's types lack the deadline of `ping` and `info`.
export const ping = (docker: Docker) =>
  (docker.ping.bind(docker) as Call<unknown>)({ abortSignal: AbortSignal.timeout(PING_MS) });

/** Null where there is none. The client's own `inspect` of an image cannot be given a deadline. */
export async function findImage(docker: Docker, image: string): Promise<ImageInfo | null> {
  const inspection = new Promise<ImageInfo>((resolve, reject) => {
    docker.modem.dial(
      { path: `/images/${image}/json`, method: 'GET', statusCodes: { 200: true }, abortSignal: readDeadline() },
      (error, answer) => {
        if (error) reject(error);
        else resolve(answer as ImageInfo);
      },
    );
  });
  try {
    return await engine(inspection, [404]);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

export const info = (docker: Docker) => (docker.info.bind(docker) as Call<EngineInfo>)({ abortSignal: readDeadline() });
