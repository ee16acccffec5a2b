import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { until } from './until.js';

const INSTALLATION = 'spawner.installation';

interface RunOptions {
  readonly seconds?: number;
  readonly stdin?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Standard output of a docker command; an error has its standard error. */
export async function docker(
  args: readonly string[],
  { seconds = 60, stdin = '', env = process.env }: RunOptions = {},
): Promise<string> {
  const child = spawn('docker', args, { env, timeout: seconds * 1000 });
  // A command that reads no input may have ended already.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${String(code)}: ${complaint.slice(-4000)}`);
  return output.trim();
}

const lines = (printed: string): string[] => printed.split('\n').filter(Boolean);

/** The fields that tests read. */
export interface InspectedContainer {
  readonly Id: string;
  readonly Name: string;
  readonly State: { readonly Status: string; readonly StartedAt: string; readonly FinishedAt: string };
  readonly Config: {
    readonly User: string;
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
  readonly HostConfig: {
    readonly Memory: number;
    readonly CpuPeriod: number;
    readonly CpuQuota: number;
    readonly RestartPolicy: { readonly Name: string };
  };
}

export async function inspectContainer(name: string): Promise<InspectedContainer> {
  const [container] = JSON.parse(await docker(['container', 'inspect', name])) as InspectedContainer[];
  if (!container) throw new Error(`No container ${name}`);
  return container;
}

/** Names of the containers on a network, stopped ones too. */
export async function containersOn(network: string): Promise<string[]> {
  const listed = await docker(['ps', '--all', '--filter', `network=${network}`, '--format', '{{.Names}}']);
  return lines(listed).sort();
}

export const installationOf = async (container: string): Promise<string> =>
  (await inspectContainer(container)).Config.Labels[INSTALLATION] ?? '';

/** Volumes of a container, also after its removal. By label, as another installation may have the same names. */
export async function volumesOf(container: string, installation: string): Promise<string[]> {
  const filters = [`name=^${container}-`, `label=${INSTALLATION}=${installation}`];
  return lines(await docker(['volume', 'ls', '--quiet', ...filters.flatMap((filter) => ['--filter', filter])]));
}

/** Removes the containers and volumes on a network, then the network; each may be gone already. */
export async function removeNetwork(network: string): Promise<void> {
  const containers = await containersOn(network);
  if (containers.length > 0) {
    const installation = await installationOf(containers[0] ?? '');
    await docker(['rm', '--force', '--volumes', ...containers]);
    const filter = `label=${INSTALLATION}=${installation}`;
    const volumes = lines(await docker(['volume', 'ls', '--quiet', '--filter', filter]));
    if (volumes.length > 0) await docker(['volume', 'rm', ...volumes]);
  }
  const networks = lines(await docker(['network', 'ls', '--format', '{{.Name}}']));
  if (networks.includes(network)) await until(`network ${network} is removed`, 60, () => isRemoved(network));
}

/**
 * False while the engine still disconnects containers. On a busy machine it calls a killed container removed before it
 * is disconnected: it waits 10 s for that, and 30 containers take longer.
 */
async function isRemoved(network: string): Promise<boolean> {
  try {
    await docker(['network', 'rm', network]);
    return true;
  } catch (error) {
    if (String(error).includes('has active endpoints')) return false;
    throw error;
  }
}

export async function hasImage(image: string): Promise<boolean> {
  return (await docker(['image', 'ls', '--quiet', image])) !== '';
}
