import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { KeptFolder } from '@spawner/contracts';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';

const EVERY_MS = 60_000;

/** Measures what containers keep, now and then: the engine reads every file for it. */
@Injectable()
export class KeptFolders implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(KeptFolders.name);
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly runtime: ContainerRuntime,
  ) {}

  onApplicationBootstrap(): void {
    this.work = this.measure();
    this.timer = setInterval(() => {
      this.work = this.work.then(() => this.measure());
    }, EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
  }

  private async measure(): Promise<void> {
    try {
      const volumes = await this.runtime.listVolumes();
      const bytes = volumes.length > 0 ? await this.runtime.measureVolumes() : new Map<string, number>();
      for (const row of await this.rows.allKept()) {
        const kept: KeptFolder[] = volumes
          .filter(({ userId, type }) => userId === row.userId && type === row.type)
          .map(({ name, path }) => ({ path, bytes: bytes.get(name) ?? null }))
          .sort((a, b) => a.path.localeCompare(b.path));
        if (JSON.stringify(kept) !== JSON.stringify(row.kept)) await this.rows.markKept(row, kept);
      }
    } catch (error) {
      // The runtime or the database is away; what was measured before stays.
      this.logger.debug({ err: error }, 'could not measure what containers keep');
    }
  }
}
