import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { nextRest } from '../containers/next-rest.js';
import { ContainerOperations } from '../containers/operations/container-operations.js';
import { refOf, type UserContainer } from '../containers/user-container.entity.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { Gateway } from '../gateway/gateway.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

const LOOK_MS = 5000;
const intentOf = { pause: 'pause', stop: 'doze', remove: 'retire' } as const;

/** Remembers who was visited, and lets rest what nobody uses. */
@Injectable()
export class IdlePolicy implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(IdlePolicy.name);
  private timer: NodeJS.Timeout | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: UserContainerRepository,
    private readonly operations: ContainerOperations,
    private readonly catalogue: TemplateCatalogue,
    private readonly gateway: Gateway,
    private readonly runtime: ContainerRuntime,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      // A look that takes longer than the interval is not overtaken by the next one.
      this.work = this.work.then(() => this.look());
    }, LOOK_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.work;
    await this.rememberVisits().catch(() => undefined);
  }

  async look(): Promise<void> {
    try {
      await this.rememberVisits();
      for (const row of await this.rows.restable()) await this.letRest(row);
    } catch (error) {
      // The database or the runtime is away; the next look finds the same.
      this.logger.debug({ err: error }, 'could not look for idle containers');
    }
  }

  private async rememberVisits(): Promise<void> {
    for (const { route, at } of this.gateway.takeUses()) await this.rows.markVisited(route, at);
  }

  private async letRest(row: UserContainer): Promise<void> {
    const action = this.dueFor(row);
    if (!action) return;
    const template = this.catalogue.get(row.type);
    const owner = refOf(row);
    await this.operations.performIfFree(owner, template, intentOf[action], async () => {
      await this.rememberVisits();
      const now = await this.rows.find(row);
      return now !== null && this.dueFor(now) === action;
    });
  }

  private dueFor(row: UserContainer) {
    if (!this.catalogue.has(row.type)) return null;
    const next = nextRest(row, this.catalogue.get(row.type).idle, this.runtime.capabilities.pause);
    return next && new Date(next.at) <= this.clock.now() ? next.action : null;
  }
}
