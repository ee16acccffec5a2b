import { docker } from '@spawner/kit/docker';

interface Network {
  /** The host's address on it. */
  readonly gateway: string;
  /** The address of each container, by name. */
  readonly addresses: Readonly<Record<string, string>>;
}

export async function networkOf(name: string): Promise<Network> {
  const [network] = JSON.parse(await docker(['network', 'inspect', name])) as {
    readonly IPAM: { readonly Config: readonly { readonly Gateway?: string; readonly Subnet: string }[] };
    readonly Containers: Readonly<Record<string, { readonly Name: string; readonly IPv4Address: string }>>;
  }[];
  if (!network) throw new Error(`docker knows no network ${name}`);
  const [first] = network.IPAM.Config;
  const addresses = Object.values(network.Containers).map(({ Name, IPv4Address }) => [Name, IPv4Address.split('/')[0]]);
  return {
    gateway: first?.Gateway ?? first?.Subnet.replace(/\d+\/\d+$/, '1') ?? '',
    addresses: Object.fromEntries(addresses) as Record<string, string>,
  };
}
