import { labels, SERVICE_PORT } from '@spawner/engine';
import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import type { Address, Health, Instance, InstanceState } from '../container-runtime.js';
import { keyOf } from './own-containers.js';

type Labels = Readonly<Record<string, string>>;
type Networks = Readonly<Record<string, { readonly IPAddress?: string }>>;
type Published = readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null | undefined;

export function fromInspection(info: ContainerInspectInfo, network: string): Instance {
  const state = stateOf(info.State.Status, info.State.ExitCode);
  const port = portOf(info.Config.Labels);
  return {
    ...keyOf(info.Config.Labels),
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    image: info.Config.Image,
    imageId: info.Image,
    specHash: info.Config.Labels[labels.spec] ?? null,
    state,
    exitCode: state === 'exited' || state === 'restarting' ? info.State.ExitCode : null,
    outOfMemory: info.State.OOMKilled,
    health: healthOf(info.State),
    memoryBytes: info.HostConfig.Memory || null,
    port,
    keptPrefix: info.Config.Labels[labels.keptPrefix] ?? '',
    address:
      state === 'running'
        ? addressOf(info.NetworkSettings.Networks, { network, port }, info.NetworkSettings.Ports[`${String(port)}/tcp`])
        : null,
    restarts: info.RestartCount,
    ...{ node: null, waitsFor: null },
    createdAt: new Date(info.Created),
  };
}

export function fromListing(info: ContainerInfo, network: string): Instance {
  const exitCode = /^(?:Exited|Restarting) \((\d+)\)/.exec(info.Status)?.[1];
  const state = stateOf(info.State, Number(exitCode ?? 0));
  const port = portOf(info.Labels);
  const published = info.Ports.filter(({ PrivatePort, PublicPort }) => PrivatePort === port && PublicPort).map(
    ({ IP, PublicPort }) => ({ HostIp: IP, HostPort: String(PublicPort) }),
  );
  return {
    ...keyOf(info.Labels),
    id: info.Id,
    name: info.Names[0]?.replace(/^\//, '') ?? info.Id,
    image: info.Image,
    imageId: info.ImageID,
    specHash: info.Labels[labels.spec] ?? null,
    state,
    exitCode: exitCode === undefined ? null : Number(exitCode),
    outOfMemory: false,
    health: null,
    memoryBytes: null,
    port,
    keptPrefix: info.Labels[labels.keptPrefix] ?? '',
    address: state === 'running' ? addressOf(info.NetworkSettings.Networks, { network, port }, published) : null,
    restarts: null,
    ...{ node: null, waitsFor: null },
    createdAt: new Date(info.Created * 1000),
  };
}

/** Containers of older releases have no such label. */
const portOf = (given: Labels): number => Number(given[labels.port] ?? SERVICE_PORT);

function healthOf({ Health: health }: ContainerInspectInfo['State']): Health | null {
  const state = health?.Status;
  if (state !== 'starting' && state !== 'healthy' && state !== 'unhealthy') return null;
  return { state, output: health?.Log.at(-1)?.Output.trim() ?? '' };
}

/** Docker's states as states of the port. */
function stateOf(status: string, exitCode: number): InstanceState {
  switch (status) {
    case 'created':
      // A start that failed, for example by a port clash, leaves the container `created` with an exit code.
      return exitCode === 0 ? 'created' : 'exited';
    case 'running':
    case 'paused':
    case 'restarting':
      return status;
    default:
      return 'exited';
  }
}

/** A published port wins: it is only there where the container's own address cannot be reached from here. */
function addressOf(
  networks: Networks,
  { network, port }: { readonly network: string; readonly port: number },
  published: Published,
): Address | null {
  const onLoopback = published?.[0]?.HostPort;
  if (onLoopback) return { host: '127.0.0.1', port: Number(onLoopback) };
  const host = networks[network]?.IPAddress;
  return host ? { host, port } : null;
}
