import type { ContainerInfo, ContainerInspectInfo } from 'dockerode';
import { SERVICE_PORT } from '../../templates/template.js';
import type { Address, Instance, InstanceState } from '../container-runtime.js';
import { labels } from './docker-labels.js';

type Networks = Readonly<Record<string, { readonly IPAddress?: string }>>;
type Published = readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null | undefined;

export function fromInspection(info: ContainerInspectInfo, network: string): Instance {
  const state = stateOf(info.State.Status, info.State.ExitCode);
  return {
    ...keyOf(info.Config.Labels),
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    image: info.Config.Image,
    state,
    exitCode: state === 'exited' || state === 'restarting' ? info.State.ExitCode : null,
    outOfMemory: info.State.OOMKilled,
    address:
      state === 'running'
        ? addressOf(info.NetworkSettings.Networks, network, info.NetworkSettings.Ports[`${String(SERVICE_PORT)}/tcp`])
        : null,
    restarts: info.RestartCount,
    createdAt: new Date(info.Created),
  };
}

export function fromListing(info: ContainerInfo, network: string): Instance {
  const exitCode = /^(?:Exited|Restarting) \((\d+)\)/.exec(info.Status)?.[1];
  const state = stateOf(info.State, Number(exitCode ?? 0));
  const published = info.Ports.filter((port) => port.PrivatePort === SERVICE_PORT && port.PublicPort).map((port) => ({
    HostIp: port.IP,
    HostPort: String(port.PublicPort),
  }));
  return {
    ...keyOf(info.Labels),
    id: info.Id,
    name: info.Names[0]?.replace(/^\//, '') ?? info.Id,
    image: info.Image,
    state,
    exitCode: exitCode === undefined ? null : Number(exitCode),
    outOfMemory: false,
    address: state === 'running' ? addressOf(info.NetworkSettings.Networks, network, published) : null,
    restarts: null,
    createdAt: new Date(info.Created * 1000),
  };
}

function keyOf(given: Readonly<Record<string, string>>) {
  return { userId: Number(given[labels.user]), type: given[labels.type] ?? '' };
}

/** As good as gone: a container on its way out, or one whose removal failed half-way. It can only be removed again. */
export const isGone = (status: string): boolean => status === 'removing' || status === 'dead';

/** Docker's states in the port's words. */
function stateOf(status: string, exitCode: number): InstanceState {
  switch (status) {
    case 'created':
      // A start that failed (a port clash, say) leaves the container `created` with an exit code.
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
function addressOf(networks: Networks, network: string, published: Published): Address | null {
  const port = published?.[0]?.HostPort;
  if (port) return { host: '127.0.0.1', port: Number(port) };
  const host = networks[network]?.IPAddress;
  return host ? { host, port: SERVICE_PORT } : null;
}
