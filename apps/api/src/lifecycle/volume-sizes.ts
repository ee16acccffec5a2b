import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Volume } from '@spawner/contracts';
import { Loops } from '../background/loops.js';
import { type ContainerKey, formatKey } from '../container-ref/container-ref.js';
import { ContainerChanges } from '../containers/container-changes.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { VolumeStore } from '../runtime/volume-store.js';

/** The engine reads every file to measure a volume. */
const MEASURE_MS = 5 * 60_000;
/** When a class launches at once, one listing finds all its volumes. */
const LIST_AFTER_MS = 1000;

/** Stores which folders each container keeps, and how large they are. */
@Injectable()
export class VolumeSizes implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private measured: ReadonlyMap<string, number> = new Map();
  private soon: NodeJS.Timeout | undefined;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly volumes: VolumeStore,
    private readonly changes: ContainerChanges,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    const loop = this.loops.every(MEASURE_MS, 'measuring volumes', () => this.store(true));
    void loop.run();
    this.unsubscribe = this.changes.subscribe(() => {
      this.soon ??= setTimeout(() => {
        this.soon = undefined;
        void loop.run(() => this.store(false));
      }, LIST_AFTER_MS);
    });
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.soon);
    this.unsubscribe();
  }

  private async store(measure: boolean): Promise<void> {
    const volumes = await this.volumes.list();
    const isNew = volumes.some(({ name }) => !this.measured.has(name));
    if (volumes.length > 0 && (measure || isNew)) this.measured = await this.volumes.measure();
    const byContainer = new Map<string, ContainerKey & { kept: Volume[] }>();
    for (const { userId, type, name, path } of volumes.sort((a, b) => a.path.localeCompare(b.path))) {
      const container = byContainer.get(formatKey({ userId, type })) ?? { userId, type, kept: [] };
      container.kept.push({ path, bytes: this.measured.get(name) ?? null });
      byContainer.set(formatKey(container), container);
    }
    await this.rows.markAllKept([...byContainer.values()]);
  }
}
