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
import { CurrentUser } from '../http/current-user.decorator.js';
import { DashboardOrigin } from '../http/dashboard-origin.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { Audited } from './audited.interceptor.js';
import { ContainerActs } from './container-acts.js';
import { ContainersService } from './containers.service.js';
import { HeadStart } from './operations/head-start.js';
import { OwnContainer } from './own-container.decorator.js';

@ApiBearerAuth()
@Controller()
export class ContainersController {
  constructor(
    private readonly containers: ContainersService,
    private readonly acts: ContainerActs,
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
    return this.acts.run(ref, 'launch', language, dashboard);
  }

  @Serves(endpoints.prepare)
  async prepare(@OwnContainer() ref: ContainerRef): Promise<PrepareResponse> {
    return { prepared: await this.headStart.prepare(ref) };
  }

  @Serves(endpoints.stop)
  @Audited('container_stopped')
  stop(@OwnContainer() ref: ContainerRef, @ReaderLanguage() language: Language): Promise<ActionResponse> {
    return this.acts.stop(ref, language);
  }

  @Serves(endpoints.restart)
  @Audited('container_restarted')
  restart(
    @OwnContainer() ref: ContainerRef,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<LaunchResponse> {
    return this.acts.run(ref, 'restart', language, dashboard);
  }

  @Serves(endpoints.recreate)
  @Audited('container_recreated')
  recreate(
    @OwnContainer() ref: ContainerRef,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<LaunchResponse> {
    return this.acts.run(ref, 'recreate', language, dashboard);
  }

  @Serves(endpoints.remove)
  @Audited('container_removed')
  remove(
    @OwnContainer() ref: ContainerRef,
    @Query({ schema: RemoveQuery }) { deleteVolumes }: z.output<typeof RemoveQuery>,
    @ReaderLanguage() language: Language,
  ): Promise<ActionResponse> {
    return this.acts.remove(ref, deleteVolumes, language);
  }
}
