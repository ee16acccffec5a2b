import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Outdated } from '@spawner/contracts';
import type { Loop } from '../background/loop.js';
import { Loops } from '../background/loops.js';
import { parseContainerName } from '../container-ref/container-ref.js';
import { Launcher } from '../containers/launch/launcher.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { ContainerRuntime, type Instance } from '../runtime/container-runtime.js';
import { ImageStore } from '../runtime/image-store.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

const COMPARE_MS = 60_000;

/** Finds containers that a new one would differ from. Only marks them: what runs is recreated by its owner alone. */
@Injectable()
export class OutdatedContainers implements OnApplicationBootstrap {
  private loop: Loop | undefined;

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly runtime: ContainerRuntime,
    private readonly images: ImageStore,
    private readonly launcher: Launcher,
    private readonly catalogue: TemplateCatalogue,
    private readonly health: RuntimeHealth,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.loops.every(COMPARE_MS, 'comparing containers with their templates', () => this.compare());
    void this.loop.run();
  }

  /** For a change that is known. */
  async run(): Promise<void> {
    await this.loop?.run();
  }

  private async compare(): Promise<void> {
    if (this.health.awaySince) return;
    const [instances, newest] = await Promise.all([this.runtime.list(), this.newestImages()]);
    const found = [];
    for (const instance of instances) {
      const outdated = await this.outdated(instance, newest);
      const { userId, type, id } = instance;
      if (outdated !== undefined) found.push({ userId, type, id, outdated });
    }
    await this.rows.markOutdated(found);
  }

  private async newestImages(): Promise<ReadonlyMap<string, string | null>> {
    const templates = this.catalogue.all();
    const ids = templates.map(async (template) => [template.type, await this.images.currentId(template)] as const);
    return new Map(await Promise.all(ids));
  }

  /** Settings first: they may be why it cannot be reached. Undefined for one without an owner or a template. */
  private async outdated(
    { name, type, specHash, imageId }: Instance,
    newest: ReadonlyMap<string, string | null>,
  ): Promise<Outdated | null | undefined> {
    const ref = parseContainerName(name);
    if (!ref || !this.catalogue.has(type)) return undefined;
    const spec = this.launcher.specOf({ ...ref, type }, this.catalogue.get(type));
    if (specHash !== (await this.runtime.specHash(spec))) return 'settings';
    const image = newest.get(type) ?? null;
    return image !== null && imageId !== null && image !== imageId ? 'image' : null;
  }
}
