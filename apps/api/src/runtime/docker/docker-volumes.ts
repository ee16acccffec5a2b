import type Docker from 'dockerode';
import type { MountSettings } from 'dockerode';
import { type ContainerKey, volumeName } from '../../container-ref/container-ref.js';
import type { InstanceSpec, Volume } from '../container-runtime.js';
import { changeDeadline, engine, ignoring, readDeadline, statusOf } from './docker-errors.js';
import { labels } from './docker-labels.js';

/** The engine reads every file to know the sizes. */
const MEASURE_MS = 120_000;

interface EngineVolume {
  readonly Name: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly UsageData?: { readonly Size: number } | null;
}

/** Named volumes that carry our labels. They are made with the first container that mounts them. */
export class DockerVolumes {
  constructor(
    private readonly docker: Docker,
    private readonly installation: string,
  ) {}

  async list(key?: ContainerKey): Promise<Volume[]> {
    const found = await this.find({
      label: Object.entries(this.marks(key)).map(([name, value]) => `${name}=${value}`),
    });
    return found.flatMap((volume) => this.ours(volume) ?? []);
  }

  async measure(): Promise<ReadonlyMap<string, number>> {
    const { Volumes } = await engine(this.usage());
    return new Map(
      (Volumes ?? []).flatMap((volume) =>
        this.ours(volume) && volume.UsageData ? [[volume.Name, Math.max(0, volume.UsageData.Size)]] : [],
      ),
    );
  }

  /** For a new container: its volumes as they are called already, else by the names they are going to get. */
  async mountsOf(spec: InstanceSpec): Promise<MountSettings[]> {
    const { volumes } = spec.template;
    if (volumes.length === 0) return [];
    const there = await this.list(spec);
    return Promise.all(
      volumes.map(async (path) => {
        const known = there.find((volume) => volume.path === path);
        return this.mount(known ?? { ...spec, path, name: await this.freeName(volumeName(spec.name, path)) });
      }),
    );
  }

  /** @param target where, if not at the volume's own path */
  mount(volume: Volume, target = volume.path): MountSettings {
    return {
      Type: 'volume',
      Source: volume.name,
      Target: target,
      VolumeOptions: {
        NoCopy: false,
        Labels: { ...this.marks(volume), [labels.path]: volume.path },
        DriverConfig: { Name: 'local', Options: {} },
      },
    };
  }

  async remove(name: string): Promise<void> {
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

  /** Another installation's volume may have the name: its content must never be shown to somebody else. */
  private async freeName(name: string): Promise<string> {
    const sameName = await this.find({ name: [name] });
    return sameName.some((volume) => volume.Name === name) ? `${name}-${this.installation}` : name;
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

  /** The client's own `df` cannot ask for volumes only; engines before 23 do not know that question and tell all. */
  private usage(): Promise<{ Volumes?: EngineVolume[] | null }> {
    return new Promise((resolve, reject) => {
      this.docker.modem.dial(
        {
          path: '/system/df?',
          method: 'GET',
          options: { type: 'volume' },
          statusCodes: { 200: true },
          abortSignal: AbortSignal.timeout(MEASURE_MS),
        },
        (error, answer) => {
          if (error) reject(error);
          else resolve(answer as { Volumes?: EngineVolume[] | null });
        },
      );
    });
  }
}
