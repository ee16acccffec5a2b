import type { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { labels } from '@spawner/engine';
import type Docker from 'dockerode';
import type { MountSettings } from 'dockerode';
import { type ContainerKey, volumeName } from '../../container-ref/container-ref.js';
import { AppError } from '../../errors/app-error.js';
import type { InstanceSpec } from '../container-runtime.js';
import { type NewFile, type Volume, type VolumeContent, type VolumePlace, VolumeStore } from '../volume-store.js';
import { changeDeadline, engine, ignoring, readDeadline, statusOf } from './docker-errors.js';
import { writeInto } from './docker-files.js';
import type { DockerHelper } from './docker-helper.js';
import { existsIn, unpackInto } from './docker-unpack.js';
import { COPY_PATH, DockerVolumeCopy } from './docker-volume-copy.js';
import { madeBy, type OwnContainers } from './own-containers.js';

/** The engine reads every file to know the sizes. */
const MEASURE_MS = 30 * 60_000;

interface EngineVolume {
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly CreatedAt?: string;
  readonly UsageData?: { readonly Size: number } | null;
}

/** Keeps the content of volumes. */
export interface VolumeDriver {
  readonly name: string;
  /** `{name}` in a value is the volume's own name. */
  readonly options: Readonly<Record<string, string>>;
}

const LOCAL: VolumeDriver = { name: 'local', options: {} };

/** Named volumes that carry our labels. They are made with the first container that mounts them. */
export class DockerVolumes extends VolumeStore {
  private readonly logger = new Logger(DockerVolumes.name);
  private readonly copies: DockerVolumeCopy;

  constructor(
    private readonly docker: Docker,
    private readonly own: Pick<OwnContainers, 'installation' | 'find'>,
    private readonly helpers: DockerHelper,
    private readonly driver: VolumeDriver = LOCAL,
  ) {
    super();
    this.copies = new DockerVolumeCopy(helpers);
  }

  private get installation(): string {
    return this.own.installation;
  }

  async list(key?: ContainerKey): Promise<Volume[]> {
    const found = await this.find({
      label: Object.entries(this.marks(key)).map(([name, value]) => `${name}=${value}`),
    });
    return found.flatMap((volume) => this.ours(volume) ?? []);
  }

  /** Null where it is gone. */
  async madeAt({ name }: Volume): Promise<Date | null> {
    const found = (await this.find({ name: [name] })).find(({ Name }) => Name === name);
    return found?.CreatedAt === undefined ? null : new Date(found.CreatedAt);
  }

  async measure(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const { Volumes } = await engine(this.usage(signal));
    return new Map(
      (Volumes ?? []).flatMap((volume) =>
        this.ours(volume) && volume.UsageData ? [[volume.Name, Math.max(0, volume.UsageData.Size)]] : [],
      ),
    );
  }

  async remove(key: ContainerKey): Promise<void> {
    for (const { name } of await this.list(key)) await this.delete(name);
  }

  /** Through the engine's archive call, which needs a container but not one that runs. */
  async writeFiles(instance: string, folder: string, files: readonly NewFile[]): Promise<void> {
    const info = await this.own.find(instance);
    if (!info) throw new AppError('no_container');
    await writeInto(this.docker.getContainer(info.Id), folder, files);
  }

  async use<T>(place: VolumePlace, work: (content: VolumeContent) => Promise<T>): Promise<T> {
    return this.inside(place, (container) => work(contentOf(container)));
  }

  /** As `writeFiles`, where there may be no container. */
  fill(place: VolumePlace, folder: string, files: readonly NewFile[]): Promise<void> {
    return this.inside(place, (container) => writeInto(container, folder, files));
  }

  /** Makes volumes that are not there, with what the image has in these folders, before a container uses them. */
  async make(mounts: readonly MountSettings[], image: string): Promise<void> {
    if (mounts.length === 0) return;
    const there = await this.find({ name: mounts.map(({ Source }) => Source) });
    if (mounts.every(({ Source }) => there.some(({ Name }) => Name === Source))) return;
    await this.helpers.drop(await this.helpers.create({ Mounts: [...mounts] }, image));
  }

  async export(volume: Volume): Promise<Readable> {
    // Mounting a volume that is gone would make it.
    if (!(await this.list(volume)).some(({ name }) => name === volume.name)) {
      throw new AppError('runtime_failed', { reason: `volume ${volume.name} is gone` });
    }
    return this.copies.read(this.mount(volume, COPY_PATH));
  }

  async import(volume: Volume, tar: Readable): Promise<void> {
    await this.delete(volume.name);
    await this.copies.write(this.mount(volume, COPY_PATH), tar);
  }

  /** For a new container: its volumes by the names they have, else by the names they are going to get. */
  async mountsOf({ userId, type, name, volumes }: InstanceSpec): Promise<MountSettings[]> {
    if (volumes.length === 0) return [];
    const names = volumes.map((path) => volumeName(name, path));
    const [existing, sameNames] = await Promise.all([this.list({ userId, type }), this.find({ name: names })]);
    return volumes.map((path) => {
      const known = existing.find((volume) => volume.path === path);
      return this.mount(known ?? { userId, type, path, name: this.freeName(volumeName(name, path), sameNames) });
    });
  }

  /** Through the instance, or through a container that only mounts the volume, at the same path. */
  private async inside<T>(
    { volume, instance }: VolumePlace,
    work: (container: Docker.Container) => Promise<T>,
  ): Promise<T> {
    const info = await this.own.find(instance);
    if (info) return work(this.docker.getContainer(info.Id));
    const helper = await this.helpers.create({ Mounts: [this.mount(volume)] });
    try {
      return await work(helper);
    } finally {
      await this.helpers.drop(helper);
    }
  }

  /** @param target where, if not at the volume's own path */
  private mount(volume: Volume, target = volume.path): MountSettings {
    const options = Object.entries(this.driver.options).map(([key, value]) => [
      key,
      value.replaceAll('{name}', volume.name),
    ]);
    return {
      Type: 'volume',
      Source: volume.name,
      Target: target,
      VolumeOptions: {
        NoCopy: false,
        Labels: { ...this.marks(volume), [labels.path]: volume.path },
        DriverConfig: { Name: this.driver.name, Options: Object.fromEntries(options) as Record<string, string> },
      },
    };
  }

  private async delete(name: string): Promise<void> {
    const volume = this.docker.getVolume(name);
    try {
      await engine(volume.remove({ abortSignal: changeDeadline() }), [404, 409]);
    } catch (error) {
      if (statusOf(error) === 404) return;
      if (statusOf(error) !== 409) throw error;
      // A copy that was interrupted may have left its helper behind.
      await this.removeHelpers(name);
      await ignoring([404], volume.remove({ abortSignal: changeDeadline() }));
    }
  }

  private async removeHelpers(volume: string): Promise<void> {
    const filters = { label: [`${labels.helper}=${this.installation}`], volume: [volume] };
    const helpers = await engine(this.docker.listContainers({ all: true, filters, abortSignal: readDeadline() }));
    for (const { Names } of helpers) {
      const helper = this.docker.getContainer(Names[0]?.replace(/^\//, '') ?? '');
      await ignoring([404, 409], helper.remove({ force: true, abortSignal: changeDeadline() }));
    }
  }

  /** Another installation's volume may have the name, and its content belongs to another user. */
  private freeName(name: string, sameNames: readonly EngineVolume[]): string {
    const taken = sameNames.find((volume) => volume.Name === name);
    if (!taken) return name;
    const second = `${name}-${this.installation}`;
    const whose = madeBy(taken.Labels?.[labels.installation]);
    this.logger.warn(
      `the volume ${name} was made by ${whose} and is not mounted: ${second} is used instead. ` +
        `If nothing needs it any more: docker volume rm ${name}`,
    );
    return second;
  }

  private async find(filters: Record<string, string[]>): Promise<EngineVolume[]> {
    const { Volumes } = await engine(this.docker.listVolumes({ filters, abortSignal: readDeadline() }));
    // Null where there are none.
    return (Volumes as EngineVolume[] | null) ?? [];
  }

  private ours({ Name, Labels }: EngineVolume): Volume | null {
    const path = Labels?.[labels.path];
    if (!path || Labels[labels.installation] !== this.installation) return null;
    return { name: Name, path, userId: Number(Labels[labels.user]), type: Labels[labels.type] ?? '' };
  }

  private marks(key?: ContainerKey): Record<string, string> {
    return {
      [labels.installation]: this.installation,
      ...(key && { [labels.user]: String(key.userId), [labels.type]: key.type }),
    };
  }

  /** The client's own `df` cannot ask for volumes only; engines before 23 ignore that and report everything. */
  private usage(signal: AbortSignal): Promise<{ Volumes?: EngineVolume[] | null }> {
    return new Promise((resolve, reject) => {
      this.docker.modem.dial(
        {
          path: '/system/df?',
          method: 'GET',
          options: { type: 'volume' },
          statusCodes: { 200: true },
          // Engines before 25 go on measuring when the client leaves, so a short deadline would only start it twice.
          abortSignal: AbortSignal.any([signal, AbortSignal.timeout(MEASURE_MS)]),
        },
        (error, answer) => {
          if (error) reject(error);
          else resolve(answer as { Volumes?: EngineVolume[] | null });
        },
      );
    });
  }
}

const contentOf = (container: Docker.Container): VolumeContent => ({
  has: (path) => existsIn(container, path),
  unpack: (folder, tar) => unpackInto(container, folder, tar),
});
