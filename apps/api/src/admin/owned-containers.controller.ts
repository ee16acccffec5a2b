import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  type ActionResponse,
  BulkContainers as BulkRequest,
  endpoints,
  type JobStarted,
  type LaunchResponse,
  OwnedContainersQuery,
  type OwnedContainersResponse,
  RemoveQuery,
  RowIdText,
} from '@spawner/contracts';
import type { z } from 'zod';
import { Audited } from '../containers/audited.interceptor.js';
import { ContainerActs } from '../containers/container-acts.js';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { DashboardOrigin } from '../http/dashboard-origin.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { BulkContainers } from './bulk-containers.js';
import { OwnedContainers } from './owned-containers.js';

const OwnerId = (): ParameterDecorator => Param('user_id', { schema: RowIdText });

/** What owners do with their containers, by admins. Recorded with the owner as the person that it is about. */
@ApiBearerAuth()
@Controller()
export class OwnedContainersController {
  constructor(
    private readonly containers: OwnedContainers,
    private readonly acts: ContainerActs,
    private readonly bulk: BulkContainers,
  ) {}

  @Serves(endpoints.ownedContainers)
  list(
    @Query({ schema: OwnedContainersQuery }) query: OwnedContainersQuery,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<OwnedContainersResponse> {
    return this.containers.list(query, language, dashboard);
  }

  @Serves(endpoints.stopOwned)
  @Audited('container_stopped')
  async stop(
    @OwnerId() userId: number,
    @Param('type') type: string,
    @ReaderLanguage() language: Language,
  ): Promise<ActionResponse> {
    return this.acts.stop(await this.containers.find({ userId, type }), language);
  }

  @Serves(endpoints.restartOwned)
  @Audited('container_restarted')
  async restart(
    @OwnerId() userId: number,
    @Param('type') type: string,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<LaunchResponse> {
    return this.acts.run(await this.containers.find({ userId, type }, 'container'), 'restart', language, dashboard);
  }

  @Serves(endpoints.recreateOwned)
  @Audited('container_recreated')
  async recreate(
    @OwnerId() userId: number,
    @Param('type') type: string,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
  ): Promise<LaunchResponse> {
    return this.acts.run(await this.containers.find({ userId, type }, 'container'), 'recreate', language, dashboard);
  }

  @Serves(endpoints.removeOwned)
  @Audited('container_removed')
  async remove(
    @OwnerId() userId: number,
    @Param('type') type: string,
    @Query({ schema: RemoveQuery }) { deleteVolumes }: z.output<typeof RemoveQuery>,
    @ReaderLanguage() language: Language,
  ): Promise<ActionResponse> {
    return this.acts.remove(await this.containers.find({ userId, type }), deleteVolumes, language);
  }

  @Serves(endpoints.bulkContainers)
  async startBulk(
    @CurrentUser() { userId }: Principal,
    @Body({ schema: BulkRequest }) request: BulkRequest,
    @FromClient() { ip }: ClientInfo,
  ): Promise<JobStarted> {
    return { job_id: await this.bulk.start(request, userId, ip) };
  }
}
