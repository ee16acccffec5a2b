import { Injectable } from '@nestjs/common';
import type { Container, ContainerDetail } from '@spawner/contracts';
import type { Language } from '../common/i18n/language.js';
import { Settings } from '../config/settings.js';
import { pathOf } from '../gateway/gateway.js';
import type { Template } from '../templates/template.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { ContainerOperations } from './operations/container-operations.js';
import type { Owner } from './owner.js';
import { present, presentDetail } from './present.js';
import { type CardRow, UserContainerRepository } from './user-container.repository.js';

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
    private readonly settings: Settings,
  ) {}

  /** One card for each template, in catalogue order. One query, and no question to the runtime. */
  async list(owner: Owner, language: Language): Promise<Container[]> {
    const rows = new Map((await this.rows.ofUser(owner.userId)).map((row) => [row.type, row]));
    return this.catalogue
      .all()
      .map((template) => this.card(owner, template, rows.get(template.type) ?? null, language));
  }

  async detail(owner: Owner, type: string, language: Language): Promise<ContainerDetail> {
    const template = this.catalogue.get(type);
    const row = await this.rows.find({ userId: owner.userId, type });
    const launch = this.operations.progressOf(owner.userId, type);
    return presentDetail(this.card(owner, template, row, language), row, launch, language);
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

  async remove(owner: Owner, type: string): Promise<void> {
    await this.operations.remove(owner, this.catalogue.get(type));
  }

  private async running(owner: Owner, type: string, containerId: Promise<string>): Promise<Running> {
    return { containerId: await containerId, serviceUrl: this.serviceUrl(owner, type) };
  }

  private card(owner: Owner, template: Template, row: CardRow | null, language: Language): Container {
    const activity = {
      launch: this.operations.progressOf(owner.userId, template.type),
      stopping: this.operations.isStopping(owner.userId, template.type),
    };
    return present(template, this.serviceUrl(owner, template.type), row, activity, language);
  }

  private serviceUrl(owner: Owner, type: string): string {
    return `${this.settings.publicUrl}${pathOf({ ...owner, type })}`;
  }
}
