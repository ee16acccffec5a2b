import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Volume } from '@spawner/contracts';
import { ContainerChanges } from '../containers/container-changes.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { VolumeStore } from '../runtime/volume-store.js';

/** The engine reads every file to measure. */
const MEASURE_MS = 5 * 60_000;
/** A class that launches at once makes many volumes; one look sees them all. */
const LOOK_MS = 1000;

/** Tells each card which of its folders outlive the container, and how large they are. */
@Injectable()
export class VolumeSizes implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(VolumeSizes.name);
  private measured: ReadonlyMap<string, number> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private unsubscribe: () => void = () => undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly volumes: VolumeStore,
    private readonly changes: ContainerChanges,
  ) {}

  onApplicationBootstrap(): void {
    this.enqueue(true);
    this.timer = setInterval(() => {
      this.enqueue(true);
    }, MEASURE_MS);
    this.unsubscribe = this.changes.subscribe(() => {
      this.soon ??= setTimeout(() => {
        this.soon = undefined;
        this.enqueue(false);
      }, LOOK_MS);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    clearTimeout(this.soon);
    this.unsubscribe();
    await this.work;
  }

  private enqueue(measure: boolean): void {
    this.work = this.work
      .then(() => this.look(measure))
      .catch((error: unknown) => {
        // The runtime or the database is away; what was measured before stays.
        this.logger.debug({ err: error }, 'could not look at what containers keep');
      });
  }

  private async look(measure: boolean): Promise<void> {
    const volumes = await this.volumes.list();
    const isNew = volumes.some(({ name }) => !this.measured.has(name));
    if (volumes.length > 0 && (measure || isNew)) this.measured = await this.volumes.measure();
    for (const row of await this.rows.allKept()) {
      const kept: Volume[] = volumes
        .filter(({ userId, type }) => userId === row.userId && type === row.type)
        .map(({ name, path }) => ({ path, bytes: this.measured.get(name) ?? null }))
        .sort((a, b) => a.path.localeCompare(b.path));
      if (!same(kept, row.kept)) await this.rows.markKept(row, kept);
    }
  }
}

const same = (a: readonly Volume[], b: readonly Volume[]): boolean =>
  a.length === b.length && a.every(({ path, bytes }, index) => path === b[index]?.path && bytes === b[index].bytes);
