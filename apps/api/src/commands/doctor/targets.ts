import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type Docker from 'dockerode';
import type { Settings } from '../../config/settings.js';
import { info } from '../../runtime/docker/docker-client.js';
import { engine, readDeadline } from '../../runtime/docker/docker-errors.js';

/** Something that no service may reach, and every `address:port` where it might be. */
export interface Target {
  readonly what: string;
  readonly places: readonly string[];
  /** What keeps services from it: the firewall's rules for the host itself, its rules for forwarding, or the network's options. */
  readonly behind: 'input' | 'forward' | 'network';
}

const POSTGRES = 5432;
const ENGINE = [2375, 2376];
const TRAEFIK_API = 8080;
/** Orders of managers, who is there, and what Traefiks pass to each other. */
const SWARM = [2377, 7946];
const RELAY = 8443;
/** Where clouds serve a machine's metadata, including its credentials. */
const METADATA = '169.254.169.254:80';
const MOST_ADDRESSES = 8;

export async function targetsOf(
  docker: Docker,
  settings: Settings,
  { network, gateway }: { readonly network: string; readonly gateway: string },
): Promise<Target[]> {
  const own = ownAddresses();
  // Where the gateway is not an own address, this process runs elsewhere than the engine, and its addresses do not count.
  const host = own.includes(gateway) ? [gateway, ...own.filter((address) => address !== gateway)] : [gateway];
  const onHost = (...ports: number[]) =>
    host.slice(0, MOST_ADDRESSES).flatMap((address) => [...new Set(ports)].map((port) => `${address}:${String(port)}`));
  const { port: authPort } = new URL(settings.frontDoor.authAddress);
  const machines = await machinesOf(docker);
  const between = (addresses: readonly string[]) =>
    addresses.flatMap((address) => [...SWARM, RELAY].map((port) => `${address}:${String(port)}`));
  return [
    { what: "Spawner's own port", places: onHost(settings.http.port, Number(authPort || 80)), behind: 'input' },
    { what: 'PostgreSQL on the host', places: onHost(POSTGRES), behind: 'input' },
    { what: 'the engine on the host', places: onHost(...ENGINE), behind: 'input' },
    { what: "Traefik's own API on the host (port 8080)", places: onHost(TRAEFIK_API), behind: 'input' },
    { what: 'what machines of the swarm need of this one', places: between(machines.own), behind: 'input' },
    { what: 'what machines of the swarm need of others', places: between(machines.others), behind: 'forward' },
    { what: 'the database of DATABASE_URL', places: await database(settings), behind: 'forward' },
    { what: "the platform's containers", places: await platform(docker, network), behind: 'forward' },
    { what: 'the cloud metadata address', places: [METADATA], behind: 'forward' },
  ];
}

/** Addresses of the swarm: a worker knows those of itself and the managers. */
async function machinesOf(docker: Docker): Promise<{ readonly own: string[]; readonly others: string[] }> {
  const { Swarm } = await engine(info(docker));
  const own = Swarm?.NodeAddr ? [Swarm.NodeAddr] : [];
  const managers = (Swarm?.RemoteManagers ?? []).map(({ Addr }) => Addr.replace(/:\d+$/, ''));
  return { own, others: managers.filter((address) => !own.includes(address)) };
}

function ownAddresses(): string[] {
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return found.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

async function database({ databaseUrl }: Settings): Promise<string[]> {
  if (!databaseUrl) return [];
  const { hostname, port } = new URL(databaseUrl);
  const found = await lookup(hostname, { family: 4, all: true }).catch(() => []);
  return found
    .filter(({ address }) => !address.startsWith('127.'))
    .map(({ address }) => `${address}:${port || String(POSTGRES)}`);
}

/** What docker-compose.yml runs: database, API and the guards. */
async function platform(docker: Docker, network: string): Promise<string[]> {
  const filters = { label: ['com.docker.compose.project=spawner'] };
  const found = await engine(docker.listContainers({ filters, abortSignal: readDeadline() }));
  return found.flatMap(({ NetworkSettings, Ports }) => {
    const ports = [...new Set(Ports.map(({ PrivatePort }) => PrivatePort)), ...ENGINE];
    return Object.entries(NetworkSettings.Networks)
      .filter(([name, { IPAddress }]) => name !== network && IPAddress)
      .flatMap(([, { IPAddress }]) => ports.map((port) => `${IPAddress}:${String(port)}`));
  });
}
