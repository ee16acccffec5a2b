import { Injectable } from '@nestjs/common';
import type { Container, ContainerDetail } from '@spawner/contracts';
import { Settings } from '../config/settings.js';
import type { ContainerRef, Owner } from '../container-ref/container-ref.js';
import { Gateway } from '../gateway/gateway.js';
import type { Language } from '../i18n/language.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { LaunchProgressStore } from './launch/launch-progress-store.js';
import { type ContainerContext, toContainer, toContainerDetail } from './to-container.js';
import { UserContainerRepository } from './user-container.repository.js';
import { Verification } from './verification.js';

/** Containers as their owner sees them. */
@Injectable()
export class ContainersService {
  constructor(
    private readonly rows: UserContainerRepository,
    private readonly catalogue: TemplateCatalogue,
    private readonly progress: LaunchProgressStore,
    private readonly runtime: ContainerRuntime,
    private readonly health: RuntimeHealth,
    private readonly verification: Verification,
    private readonly gateway: Gateway,
    private readonly settings: Settings,
  ) {}

  /**
   * One for each template, in catalogue order. One query, and no call of the runtime.
   * @param dashboard the dashboard's origin for this reader
   */
  async list({ userId, slug }: Owner, language: Language, dashboard: string): Promise<Container[]> {
    const rows = new Map((await this.rows.ofUser(userId)).map((row) => [row.type, row]));
    const context = this.context(language);
    return this.catalogue.all().map((template) => {
      const { type } = template;
      const url = this.gateway.urlOf({ userId, slug, type }, dashboard);
      return toContainer(template, url, rows.get(type) ?? null, context);
    });
  }

  /** @throws AppError `unknown_type` */
  async detail(ref: ContainerRef, language: Language, dashboard: string): Promise<ContainerDetail> {
    const template = this.catalogue.get(ref.type);
    const row = await this.rows.detailOf(ref);
    const container = toContainer(template, this.gateway.urlOf(ref, dashboard), row, this.context(language));
    return toContainerDetail(container, row, this.progress.of(ref), language);
  }

  private context(language: Language): ContainerContext {
    return {
      awaySince: this.health.awaySince,
      verification: this.verification,
      canPause: this.runtime.capabilities.pause,
      ownOrigins: this.settings.addresses.routing === 'subdomain',
      language,
    };
  }
}
