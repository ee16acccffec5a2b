import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { Settings } from '../config/settings.js';
import { containerName } from '../container-ref/container-ref.js';
import { OperationSchedule } from '../containers/operations/schedule.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { ContainerRuntime, type Instance } from '../runtime/container-runtime.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { UsersService } from '../users/users.service.js';

/** Containers of this installation without a row. */
@Injectable()
export class Orphans {
  private readonly logger = new Logger(Orphans.name);
  /** Container id → when it was first seen without an owner. */
  private readonly orphans = new Map<string, number>();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly users: UsersService,
    private readonly runtime: ContainerRuntime,
    private readonly operations: OperationSchedule,
    private readonly catalogue: TemplateCatalogue,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives each its row, or its name, back. One without an owner is removed after a while; its volumes stay.
   * @returns true when one has an owner: its row and name are right now, its state is still to be compared
   */
  async settle(found: readonly Instance[]): Promise<boolean> {
    const ownerless = new Set<string>();
    let adopted = false;
    for (const instance of found) {
      if (this.operations.isBusy(instance)) continue;
      try {
        if (await this.adopt(instance)) adopted = true;
        else {
          ownerless.add(instance.id);
          await this.removeLater(instance);
        }
      } catch (error) {
        // Labels can be set by hand, and a rename or a removal can be refused: the other containers still get their turn.
        this.logger.warn({ err: error }, `could not adopt or remove ${instance.name}`);
      }
    }
    for (const id of this.orphans.keys()) if (!ownerless.has(id)) this.orphans.delete(id);
    return adopted;
  }

  private async adopt(instance: Instance): Promise<boolean> {
    const user = this.catalogue.has(instance.type) ? await this.users.findById(instance.userId) : null;
    if (!user) return false;
    const name = containerName({ userId: user.id, slug: user.slug, type: instance.type });
    if (instance.name !== name) {
      // Renamed by hand. Where another container has the name by now, this one has no place any more.
      if (await this.runtime.inspect(name)) return false;
      this.logger.log(`renaming ${instance.name} to ${name}`);
      await this.runtime.rename(instance, name);
    }
    await this.operations.ifFree(instance, 'check', async () => {
      // One that was only prepared has been put back, and its row with it, after it was listed.
      if ((await this.rows.find(instance)) || !(await this.runtime.inspect(name))) return;
      // The comparison that follows stores its real state.
      await this.rows.markResting(instance, 'stopped', 'ended');
    });
    return true;
  }

  private async removeLater(instance: Instance): Promise<void> {
    const now = this.clock.now().getTime();
    const since = this.orphans.get(instance.id) ?? now;
    this.orphans.set(instance.id, since);
    if (now - since < this.settings.orphanGraceSeconds * 1000) return;
    this.logger.warn(`removing ${instance.name}: it belongs to no user and template of this installation`);
    await this.runtime.remove(instance.name);
    this.orphans.delete(instance.id);
  }
}
