import { labels, networkOptions } from '@spawner/engine';
import type Docker from 'dockerode';
import type { NetworkInspectInfo } from 'dockerode';
import { changeDeadline, engine, ignoring, readDeadline } from './docker-errors.js';
import { type NetworkFacts, networkFacts } from './network-facts.js';

/**
 * The services' network. Ours isolates services at no cost to a launch: containers on it cannot reach each other, only
 * the gateway on the host reaches them. An existing network is used as it is.
 */
export class DockerNetwork {
  private made: Promise<void> | null = null;

  constructor(
    private readonly docker: Docker,
    readonly name: string,
    readonly subnet: string | null,
  ) {}

  /** Makes it unless it is there. Looks once per process, and again after `forget`. */
  ensure(): Promise<void> {
    this.made ??= this.make().catch((error: unknown) => {
      this.made = null;
      throw error;
    });
    return this.made;
  }

  /** For a call to the engine that has found it missing. */
  forget(): void {
    this.made = null;
  }

  /** A container refers to its network by id, so it cannot start on one that was removed and made anew. */
  async reconnect(container: string): Promise<void> {
    this.forget();
    await this.ensure();
    const network = this.docker.getNetwork(this.name);
    const options = { Container: container, abortSignal: changeDeadline() };
    await ignoring([404], network.disconnect({ ...options, Force: true }));
    await engine(network.connect(options));
  }

  /** Null where it has not been made yet: the first launch makes it. */
  async facts(): Promise<NetworkFacts | null> {
    const network = await this.find();
    if (!network || isOnlyKnown(network)) return null;
    const filters = { network: [this.name] };
    return networkFacts(network, await engine(this.docker.listContainers({ filters, abortSignal: readDeadline() })));
  }

  /** Absent is fine, and so is a guard that does not let anyone remove networks. */
  async remove(): Promise<void> {
    this.forget();
    await ignoring([403, 404], this.docker.getNetwork(this.name).remove({ abortSignal: changeDeadline() }));
  }

  private async make(): Promise<void> {
    const { name, subnet } = this;
    if (await this.find()) return;
    // 409: another Spawner process made it in the meantime.
    await ignoring(
      [409],
      this.docker.createNetwork({
        Name: name,
        Driver: 'bridge',
        CheckDuplicate: true,
        Labels: { [labels.network]: 'true' },
        ...(subnet && { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } }),
        Options: networkOptions(name),
        abortSignal: changeDeadline(),
      }),
    );
  }

  private async find(): Promise<NetworkInspectInfo | null> {
    const filters = { name: [this.name] };
    const networks = await engine(this.docker.listNetworks({ filters, abortSignal: readDeadline() }));
    // The engine's filter also finds names that only contain this one.
    return networks.find((network) => network.Name === this.name) ?? null;
  }
}

/** A node makes a swarm's network with its first container; until then it shows what managers know, without its options. */
const isOnlyKnown = ({ Scope, Options }: NetworkInspectInfo): boolean =>
  Scope === 'swarm' && Object.keys(Options ?? {}).length === 0;
