import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Volume } from '@spawner/contracts';
import { Loops } from '../background/loops.js';
import { type ContainerKey, formatKey } from '../container-ref/container-ref.js';
import { ContainerChanges } from '../containers/container-changes.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { VolumeStore } from '../runtime/volume-store.js';

const LIST_MS = 5 * 60_000;
/** After the last change: when a class launches at once, one listing finds all its volumes, and measuring them delays nobody. */
const LIST_AFTER_MS = 2000;
/** The engine reads every file to measure them, minutes on slow disks: after each time it rests this many times as long. */
const REST_FACTOR = 20;

/** Stores which folders each container keeps, and how large they are. */
@Injectable()
export class VolumeSizes implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private sizes: ReadonlyMap<string, number> = new Map();
  private restsUntil = 0;
  private soon: NodeJS.Timeout | undefined;
  private unsubscribe: () => void = () => undefined;
  private readonly shutdown = new AbortController();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly volumes: VolumeStore,
    private readonly changes: ContainerChanges,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    // Two loops, because a new volume is listed while the others are still being measured.
    const measuring = this.loops.every(LIST_MS, 'measuring volumes', () => this.measure());
    const listing = this.loops.every(LIST_MS, 'listing volumes', async () => {
      if (await this.list()) void measuring.run();
    });
    void listing.run();
    this.unsubscribe = this.changes.subscribe(() => {
      this.soon ??= setTimeout(() => {
        this.soon = undefined;
        void listing.run();
      }, LIST_AFTER_MS);
      this.soon.refresh();
    });
  }

  onModuleDestroy(): void {
    this.shutdown.abort();
  }

  beforeApplicationShutdown(): void {
    clearTimeout(this.soon);
    this.unsubscribe();
  }

  private async measure(): Promise<void> {
    const began = performance.now();
    if (began < this.restsUntil) return;
    try {
      this.sizes = await this.volumes.measure(this.shutdown.signal);
    } finally {
      const ended = performance.now();
      this.restsUntil = ended + REST_FACTOR * (ended - began);
    }
    await this.list();
  }

  /** @returns whether a volume has not been measured yet */
  private async list(): Promise<boolean> {
    const volumes = await this.volumes.list();
    const byContainer = new Map<string, ContainerKey & { kept: Volume[] }>();
    for (const { userId, type, name, path } of volumes.sort((a, b) => a.path.localeCompare(b.path))) {
      const container = byContainer.get(formatKey({ userId, type })) ?? { userId, type, kept: [] };
      container.kept.push({ path, bytes: this.sizes.get(name) ?? null });
      byContainer.set(formatKey(container), container);
    }
    await this.rows.markAllKept([...byContainer.values()]);
    return volumes.some(({ name }) => !this.sizes.has(name));
  }
}
