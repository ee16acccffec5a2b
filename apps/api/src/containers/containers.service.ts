import { Injectable } from '@nestjs/common';
import type { Container, ContainerDetail } from '@spawner/contracts';
import { Settings } from '../config/settings.js';
import type { Owner } from '../container-ref/container-ref.js';
import { Gateway } from '../gateway/gateway.js';
import type { Language } from '../i18n/language.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { LaunchProgressStore } from './launch/launch-progress-store.js';
import { ContainerOperations } from './operations/container-operations.js';
import { type CardContext, toContainer, toContainerDetail } from './to-container.js';
import { UserContainerRepository } from './user-container.repository.js';

/** A container whose page can be opened. */
export interface Running {
  readonly containerId: string;
  readonly serviceUrl: string;
}

@Injectable()
export class ContainersService {
  constructor(
    private readonly rows: UserContainerRepository,
    private readonly catalogue: TemplateCatalogue,
    private readonly operations: ContainerOperations,
    private readonly board: LaunchProgressStore,
    private readonly runtime: ContainerRuntime,
    private readonly health: RuntimeHealth,
    private readonly gateway: Gateway,
    private readonly settings: Settings,
  ) {}

  /** One card for each template, in catalogue order. One query, and no question to the runtime. */
  async list(owner: Owner, language: Language): Promise<Container[]> {
    const rows = new Map((await this.rows.ofUser(owner.userId)).map((row) => [row.type, row]));
    const surroundings = this.surroundings(language);
    return this.catalogue
      .all()
      .map((template) =>
        toContainer(template, this.serviceUrl(owner, template.type), rows.get(template.type) ?? null, surroundings),
      );
  }

  async detail(owner: Owner, type: string, language: Language): Promise<ContainerDetail> {
    const template = this.catalogue.get(type);
    const key = { userId: owner.userId, type };
    const row = await this.rows.detailOf(key);
    const card = toContainer(template, this.serviceUrl(owner, type), row, this.surroundings(language));
    return toContainerDetail(card, row, this.board.progressOf(key), language);
  }

  async launch(owner: Owner, type: string): Promise<Running> {
    return this.running(owner, type, this.operations.launch(owner, this.catalogue.get(type)));
  }

  async restart(owner: Owner, type: string): Promise<Running> {
    return this.running(owner, type, this.operations.restart(owner, this.catalogue.get(type)));
  }

  async recreate(owner: Owner, type: string): Promise<Running> {
    return this.running(owner, type, this.operations.recreate(owner, this.catalogue.get(type)));
  }

  /** Answers with the id of the container that is stopped now; null when there is none. */
  async stop(owner: Owner, type: string): Promise<string | null> {
    return this.operations.stop(owner, this.catalogue.get(type));
  }

  async remove(owner: Owner, type: string, deleteVolumes: boolean): Promise<void> {
    const template = this.catalogue.get(type);
    await (deleteVolumes ? this.operations.delete(owner, template) : this.operations.remove(owner, template));
  }

  private async running(owner: Owner, type: string, containerId: Promise<string>): Promise<Running> {
    return { containerId: await containerId, serviceUrl: this.serviceUrl(owner, type) };
  }

  private surroundings(language: Language): CardContext {
    return {
      awaySince: this.health.awaySince,
      canPause: this.runtime.capabilities.pause,
      ownOrigins: this.settings.addresses.routing === 'subdomain',
      language,
    };
  }

  private serviceUrl(owner: Owner, type: string): string {
    return this.gateway.urlOf({ ...owner, type });
  }
}
