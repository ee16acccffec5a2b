import { Controller, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  type ActionResponse,
  type ContainerDetail,
  type ContainersResponse,
  endpoints,
  type LaunchResponse,
  type PrepareResponse,
  RemoveQuery,
} from '@spawner/contracts';
import type { z } from 'zod';
import type { ContainerRef } from '../container-ref/container-ref.js';
import { Gateway } from '../gateway/gateway.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { DashboardOrigin } from '../http/dashboard-origin.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { Audited } from './audited.interceptor.js';
import { ContainersService } from './containers.service.js';
import { HeadStart } from './operations/head-start.js';
import { OperationSchedule } from './operations/schedule.js';
import { OwnContainer } from './own-container.decorator.js';

@ApiBearerAuth()
@Controller()
export class ContainersController {
  constructor(
    private readonly containers: ContainersService,
    private readonly operations: OperationSchedule,
    private readonly gateway: Gateway,
    private readonly headStart: HeadStart,
  ) {}

  @Serves(endpoints.containers)
  async list(
    @CurrentUser() user: Principal,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<ContainersResponse> {
    return { containers: await this.containers.list(user, language, dashboard) };
  }

  @Serves(endpoints.container)
  detail(
    @OwnContainer() ref: ContainerRef,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<ContainerDetail> {
    return this.containers.detail(ref, language, dashboard);
  }

  @Serves(endpoints.launch)
  @Audited('container_launched')
  launch(
    @OwnContainer() ref: ContainerRef,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<LaunchResponse> {
    return this.run(ref, 'launch', language, dashboard);
  }

  @Serves(endpoints.prepare)
  async prepare(@OwnContainer() ref: ContainerRef): Promise<PrepareResponse> {
    return { prepared: await this.headStart.prepare(ref) };
  }

  @Serves(endpoints.stop)
  @Audited('container_stopped')
  async stop(@OwnContainer() ref: ContainerRef, @ReaderLanguage() language: Language): Promise<ActionResponse> {
    const containerId = await this.operations.submit(ref, 'stop');
    const message = messages(language).answers.container_stopped;
    return { message, status: containerId === null ? 'not_created' : 'stopped', container_id: containerId };
  }

  @Serves(endpoints.restart)
  @Audited('container_restarted')
  restart(
    @OwnContainer() ref: ContainerRef,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<LaunchResponse> {
    return this.run(ref, 'restart', language, dashboard);
  }

  @Serves(endpoints.recreate)
  @Audited('container_recreated')
  recreate(
    @OwnContainer() ref: ContainerRef,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<LaunchResponse> {
    return this.run(ref, 'recreate', language, dashboard);
  }

  @Serves(endpoints.remove)
  @Audited('container_removed')
  async remove(
    @OwnContainer() ref: ContainerRef,
    @Query({ schema: RemoveQuery }) { deleteVolumes }: z.output<typeof RemoveQuery>,
    @ReaderLanguage() language: Language,
  ): Promise<ActionResponse> {
    await this.operations.submit(ref, deleteVolumes ? 'remove_with_volumes' : 'remove');
    return { message: messages(language).answers.container_removed, status: 'not_created', container_id: null };
  }

  private async run(
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
}
