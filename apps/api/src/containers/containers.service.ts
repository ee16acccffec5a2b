import { Injectable } from '@nestjs/common';
import type { Container, ContainerDetail } from '@spawner/contracts';
import type { Language } from '../common/i18n/language.js';
import { Settings } from '../config/settings.js';
import { pathOf } from '../gateway/gateway.js';
import type { Template } from '../templates/template.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { Launcher, type Owner } from './launch/launcher.js';
import { present, presentDetail } from './present.js';
import { type CardRow, UserContainerRepository } from './user-container.repository.js';

@Injectable()
export class ContainersService {
  constructor(
    private readonly rows: UserContainerRepository,
    private readonly catalogue: TemplateCatalogue,
    private readonly launcher: Launcher,
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
    const launch = this.launcher.progressOf(owner.userId, type);
    return presentDetail(this.card(owner, template, row, language), row, launch, language);
  }

  async launch(owner: Owner, type: string): Promise<{ containerId: string; serviceUrl: string }> {
    const containerId = await this.launcher.launch(owner, this.catalogue.get(type));
    return { containerId, serviceUrl: this.serviceUrl(owner, type) };
  }

  private card(owner: Owner, template: Template, row: CardRow | null, language: Language): Container {
    const launch = this.launcher.progressOf(owner.userId, template.type);
    return present(template, this.serviceUrl(owner, template.type), row, launch, language);
  }

  private serviceUrl(owner: Owner, type: string): string {
    return `${this.settings.publicUrl}${pathOf({ ...owner, type })}`;
  }
}
