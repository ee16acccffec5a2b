import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { containerName } from '../container-ref/container-ref.js';
import { ContainerOperations } from '../containers/operations/container-operations.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { ContainerRuntime, type Instance } from '../runtime/container-runtime.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { UsersService } from '../users/users.service.js';

/** Containers that carry our label and yet no row explains. */
@Injectable()
export class Orphans {
  private readonly logger = new Logger(Orphans.name);
  /** Container id → when it was first seen to be nobody's. */
  private readonly orphans = new Map<string, number>();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly users: UsersService,
    private readonly runtime: ContainerRuntime,
    private readonly operations: ContainerOperations,
    private readonly catalogue: TemplateCatalogue,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives each its card, or its name, back; what belongs to nobody any more is removed after a while. Data stays.
   * @returns true when one was somebody's: it has a row and its name now, and is worth another look
   */
  async settle(found: readonly Instance[]): Promise<boolean> {
    const nobodys = new Set<string>();
    let claimed = false;
    for (const instance of found) {
      if (this.operations.isBusy(instance)) continue;
      if (await this.claim(instance)) claimed = true;
      else {
        nobodys.add(instance.id);
        await this.sweep(instance);
      }
    }
    for (const id of this.orphans.keys()) if (!nobodys.has(id)) this.orphans.delete(id);
    return claimed;
  }

  private async claim(instance: Instance): Promise<boolean> {
    const user = this.catalogue.has(instance.type) ? await this.users.findById(instance.userId) : null;
    if (!user) return false;
    const name = containerName({ userId: user.id, slug: user.slug, type: instance.type });
    if (instance.name !== name) {
      // Renamed by hand. Where another one has its place by now, it is one too many.
      if (await this.runtime.inspect(name)) return false;
      this.logger.log(`${instance.name} is called ${name} again`);
      await this.runtime.rename(instance, name);
    }
    await this.operations.ifFree(instance, 'look', async () => {
      // As if stopped; the next look tells what it really does.
      if (!(await this.rows.find(instance))) await this.rows.markResting(instance, 'stopped', 'ended');
    });
    return true;
  }

  private async sweep(instance: Instance): Promise<void> {
    const now = this.clock.now().getTime();
    const since = this.orphans.get(instance.id) ?? now;
    this.orphans.set(instance.id, since);
    if (now - since < this.settings.orphanGraceSeconds * 1000) return;
    this.logger.warn(`removing ${instance.name}: it belongs to no user and template of this installation`);
    await this.runtime.remove(instance.name);
    this.orphans.delete(instance.id);
  }
}
