import type { Readable } from 'node:stream';
import { labels } from '@spawner/engine';
import type { ContainerKey } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import { asAppError } from '../docker/docker-errors.js';
import { type NewFile, type Volume, type VolumeContent, type VolumePlace, VolumeStore } from '../volume-store.js';
import type { NodeEngine } from './node-engines.js';
import { noNodeReady, type SwarmNodes } from './swarm-nodes.js';
import type { Service, SwarmServices } from './swarm-services.js';

/** For files that are not there yet. */
interface NewHome {
  readonly isFirst?: boolean;
  readonly without?: Pick<ReadonlyMap<string, unknown>, 'has'>;
}

interface Place {
  readonly node: NodeEngine;
  readonly volume: Volume;
}

const NO_NODES = new Map<string, unknown>();

/** Volumes of all nodes. Each is on one node, unless its driver keeps the content elsewhere. */
export class SwarmVolumes extends VolumeStore {
  constructor(
    private readonly nodes: SwarmNodes,
    private readonly services: SwarmServices,
    /** Every node reaches every volume. */
    readonly shared: boolean,
  ) {
    super();
  }

  async list(key?: ContainerKey): Promise<Volume[]> {
    const found = new Map<string, Volume>();
    const { engines, away } = await this.reach();
    const listed = await this.nodes.engines.each(engines, (node) => this.of(node).list(key));
    for (const volume of listed.flatMap((volumes) => volumes ?? [])) found.set(volume.name, volume);
    for (const [at, { id, name }] of engines.entries()) if (!listed[at]) away.set(id, name);
    if (away.size > 0)
      for (const volume of (await this.services.list()).filter(at(away)).flatMap(volumesOf))
        if (!key || isOf(volume, key)) found.set(volume.name, volume);
    return [...found.values()];
  }

  override async isWhole(): Promise<boolean> {
    return (await this.reach()).away.size === 0;
  }

  async measure(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const measured = await Promise.all(
      (await this.nodes.engines.all()).map((node) =>
        this.of(node).measure(signal).catch(ifAway(new Map<string, number>())),
      ),
    );
    return new Map(measured.flatMap((sizes) => [...sizes]));
  }

  /** @throws AppError `runtime_unreachable` also where one node does not answer: it may have some */
  async remove(key: ContainerKey): Promise<void> {
    const { engines, away } = await this.reach();
    for (const node of engines) await this.of(node).remove(key);
    if (away.size > 0) throw unreachable(away);
  }

  async writeFiles(instance: string, folder: string, files: readonly NewFile[]): Promise<void> {
    const service = await this.services.find(instance);
    if (!service) throw new AppError('no_container');
    const volume = volumesOf(service).find(({ path }) => `${folder}/`.startsWith(`${path}/`));
    if (!volume) throw new AppError('invalid_request');
    const node = await this.nodeOf(volume, service);
    await this.of(node).fill({ volume, instance }, folder, files);
  }

  async use<T>({ volume, instance }: VolumePlace, work: (content: VolumeContent) => Promise<T>): Promise<T> {
    const node = await this.nodeOf(volume, await this.services.find(instance));
    return this.of(node).use({ volume, instance }, work);
  }

  async export(volume: Volume): Promise<Readable> {
    return this.of(await this.nodeOf(volume, await this.mounting(volume))).export(volume);
  }

  async import(volume: Volume, tar: Readable): Promise<void> {
    const service = await this.mounting(volume);
    const node = service ? await this.nodeOf(volume, service) : await this.homeOf(volume);
    await this.of(node).import(volume, tar);
  }

  /**
   * The node that has the files of a container, or else shall have them.
   * @param isFirst there are none yet
   * @param without nodes that cannot have new ones
   * @throws AppError `machine_away` where one that does not answer may have them: another would begin with none
   */
  async homeOf(key: ContainerKey, { isFirst = false, without = NO_NODES }: NewHome = {}): Promise<NodeEngine> {
    const { engines, away } = await this.reach();
    const stored = await this.nodes.engines.each(engines, (node) => this.of(node).list());
    for (const [at, { id, name }] of engines.entries()) if (!stored[at]) away.set(id, name);
    const home = this.shared ? null : await this.newest(engines, stored, (volume) => isOf(volume, key));
    const isMeant = home && (away.size === 0 || !(await this.isLeftOver(home)));
    if (isMeant) return home.node;
    if (away.size > 0 && !this.shared && !isFirst)
      throw new AppError('machine_away', { machine: [...away.values()].join(', ') });
    return this.freest(new Map(engines.map(({ id }, at) => [id, stored[at] ?? []])), without);
  }

  /**
   * The node for new files: with the fewest containers for its memory, also those of which only the files are there yet.
   * @param stored the volumes of each node
   */
  private async freest(
    stored: ReadonlyMap<string, readonly Volume[]>,
    without: NewHome['without'] = NO_NODES,
  ): Promise<NodeEngine> {
    const [ready, known, services] = await Promise.all([
      this.nodes.ready(),
      this.services.nodes(),
      this.services.list(),
    ]);
    const loads = new Map(
      ready.map(({ id }) => {
        const pinned = services.filter(({ Spec }) => Spec?.Labels?.[labels.node] === id).flatMap(volumesOf);
        const there = new Set(
          [...pinned, ...(stored.get(id) ?? [])].map(({ userId, type }) => `${String(userId)} ${type}`),
        );
        return [id, (there.size + 1) / (known.find((node) => node.id === id)?.memoryBytes ?? 1)];
      }),
    );
    const possible = ready.filter(({ id }) => !without.has(id));
    const [first] = possible.sort((a, b) => (loads.get(a.id) ?? 0) - (loads.get(b.id) ?? 0));
    if (!first) throw noNodeReady();
    return first;
  }

  /** The node that has the volume, or any where all reach it. */
  private async nodeOf(volume: Volume, service: Service | null): Promise<NodeEngine> {
    const pinned = service?.Spec?.Labels?.[labels.node];
    const known = (await this.services.nodes()).find(({ id }) => id === pinned);
    if (known) {
      const node = await this.nodes.engines.of(known.id);
      if (node) return node;
      throw unreachable(new Map([[known.id, known.name]]));
    }
    const engines = await this.nodes.engines.all();
    const stored = await this.nodes.engines.each(engines, (node) => this.of(node).list(volume));
    const found = await this.newest(engines, stored, ({ name }) => name === volume.name);
    const { away } = await this.reach();
    for (const [at, { id, name }] of engines.entries()) if (!stored[at]) away.set(id, name);
    if (found && (this.shared || away.size === 0 || !(await this.isLeftOver(found)))) return found.node;
    if (away.size > 0 && !this.shared) throw unreachable(away);
    return this.homeOf(volume);
  }

  /**
   * Of nodes that have such volumes, the one where they were made last: one that has left the swarm and joined again may
   * still have those that its people had before.
   * @throws AppError `machine_away` where one of several does not say when
   */
  private async newest(
    engines: readonly NodeEngine[],
    stored: readonly (readonly Volume[] | null)[],
    isMeant: (volume: Volume) => boolean,
  ): Promise<Place | null> {
    const found = engines.flatMap((node, at) => {
      const volume = stored[at]?.find(isMeant);
      return volume ? [{ node, volume }] : [];
    });
    const [only] = found;
    if (found.length < 2 || this.shared) return only ?? null;
    const made = await Promise.all(found.map(async (place) => ({ place, at: await this.madeAt(place) })));
    return made.sort((a, b) => b.at - a.at)[0]?.place ?? null;
  }

  /** Its node has joined since: another one, which is away, may have newer ones. */
  private async isLeftOver(place: Place): Promise<boolean> {
    const joinedAt = (await this.services.nodes()).find(({ id }) => id === place.node.id)?.joinedAt.getTime() ?? 0;
    return (await this.madeAt(place)) < joinedAt;
  }

  /** In milliseconds; 0 where it is gone. */
  private async madeAt({ node, volume }: Place): Promise<number> {
    const answer = await this.nodes.engines.on(node, async () => ({ at: await this.of(node).madeAt(volume) }));
    if (!answer) throw new AppError('machine_away', { machine: node.name });
    return answer.at?.getTime() ?? 0;
  }

  /** The service that has it. */
  private async mounting(volume: Volume): Promise<Service | null> {
    const found = await this.services.list();
    return found.find((service) => volumesOf(service).some(({ name }) => name === volume.name)) ?? null;
  }

  /** Nodes whose engines answer, and the names of the others. */
  private async reach() {
    const [engines, known] = await Promise.all([this.nodes.engines.all(), this.services.nodes()]);
    const away = new Map(
      known.filter(({ id }) => !engines.some((node) => node.id === id)).map(({ id, name }) => [id, name]),
    );
    return { engines, away };
  }

  private of(node: NodeEngine) {
    return this.nodes.partsOf(node).volumes;
  }
}

/** As its containers mount them. */
function volumesOf({ Spec }: Service): Volume[] {
  const template = Spec?.TaskTemplate;
  const mounts = template && 'ContainerSpec' in template ? (template.ContainerSpec?.Mounts ?? []) : [];
  return mounts.flatMap(({ Type, Source: name, Target: path, VolumeOptions }) =>
    Type === 'volume'
      ? [
          {
            ...{ name, path, userId: Number(VolumeOptions?.Labels[labels.user]) },
            type: VolumeOptions?.Labels[labels.type] ?? '',
          },
        ]
      : [],
  );
}

const at =
  (nodes: ReadonlyMap<string, string>) =>
  ({ Spec }: Service): boolean =>
    nodes.has(Spec?.Labels?.[labels.node] ?? '');

const isOf = ({ userId, type }: Volume, key: ContainerKey): boolean => userId === key.userId && type === key.type;

const unreachable = (away: ReadonlyMap<string, string>): AppError =>
  new AppError('runtime_unreachable', { reason: `no answer from ${[...away.values()].join(', ')}` });

const ifAway =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (asAppError(error).code !== 'runtime_unreachable') throw error;
    return instead;
  };
