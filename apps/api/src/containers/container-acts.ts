import { Injectable } from '@nestjs/common';
import { type ActionResponse, ContainerType, type LaunchResponse } from '@spawner/contracts';
import type { ContainerRef } from '../container-ref/container-ref.js';
import { Gateway } from '../gateway/gateway.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { OperationSchedule } from './operations/schedule.js';
import { UserContainerRepository } from './user-container.repository.js';

/** What owners and admins do with a container, and the answers. */
@Injectable()
export class ContainerActs {
  constructor(
    private readonly operations: OperationSchedule,
    private readonly gateway: Gateway,
    private readonly catalogue: TemplateCatalogue,
    private readonly rows: UserContainerRepository,
  ) {}

  /** @param dashboard the dashboard's origin for this reader */
  async run(
    ref: ContainerRef,
    intent: 'launch' | 'restart' | 'recreate',
    language: Language,
    dashboard: string,
  ): Promise<LaunchResponse> {
    const containerId = await this.operations.submit(ref, intent);
    return {
      message: messages(language).answers.container_ready,
      service_url: this.gateway.urlOf(ref, dashboard),
      container_id: containerId,
      status: 'running',
    };
  }

  async stop(ref: ContainerRef, language: Language): Promise<ActionResponse> {
    await this.check(ref);
    const containerId = await this.operations.submit(ref, 'stop');
    const message = messages(language).answers.container_stopped;
    return { message, status: containerId === null ? 'not_created' : 'stopped', container_id: containerId };
  }

  async remove(ref: ContainerRef, deleteVolumes: boolean, language: Language): Promise<ActionResponse> {
    await this.check(ref);
    await this.operations.submit(ref, deleteVolumes ? 'remove_with_volumes' : 'remove');
    return { message: messages(language).answers.container_removed, status: 'not_created', container_id: null };
  }

  /**
   * A container that has outlived its template can be stopped and removed.
   * @throws AppError `unknown_type`
   */
  private async check(ref: ContainerRef): Promise<void> {
    if (this.catalogue.has(ref.type)) return;
    const isType = ContainerType.safeParse(ref.type).success;
    if (!isType || !(await this.rows.find(ref))) this.catalogue.get(ref.type);
  }
}
