import { existsSync } from 'node:fs';
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
}

export interface ImageInfo {
  readonly Id: string;
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

/**
 * The engine's client. No API version is pinned, so every engine uses its newest one.
 * @param host as in DOCKER_HOST: `unix:///path`, `tcp://host:port`, or null for the default socket
 */
export function dockerClient(host: string | null): Docker {
  if (host === null) return new Docker({ socketPath: DEFAULT_SOCKET });
  const url = URL.canParse(host) ? new URL(host) : null;
  if (url?.protocol === 'unix:') return new Docker({ socketPath: url.pathname });
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
