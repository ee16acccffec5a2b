import { Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import {
  type ActionResponse,
  type ContainerDetail,
  type ContainersResponse,
  endpoints,
  type LaunchResponse,
  RemoveQuery,
} from '@spawner/contracts';
import type { z } from 'zod';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { Audited } from './audited.interceptor.js';
import { ContainersService, type Running } from './containers.service.js';

@ApiTags('containers')
@ApiBearerAuth()
@Controller()
export class ContainersController {
  constructor(private readonly containers: ContainersService) {}

  @Serves(endpoints.containers)
  async list(@CurrentUser() user: Principal, @ReaderLanguage() language: Language): Promise<ContainersResponse> {
    return { containers: await this.containers.list(user, language) };
  }

  @Serves(endpoints.container)
  detail(
    @CurrentUser() user: Principal,
    @Param('type') type: string,
    @ReaderLanguage() language: Language,
  ): Promise<ContainerDetail> {
    return this.containers.detail(user, type, language);
  }

  @Serves(endpoints.launch)
  @Audited('container_launched')
  async launch(
    @CurrentUser() user: Principal,
    @Param('type') type: string,
    @ReaderLanguage() language: Language,
  ): Promise<LaunchResponse> {
    return ready(await this.containers.launch(user, type), language);
  }

  @Serves(endpoints.stop)
  @Audited('container_stopped')
  async stop(
    @CurrentUser() user: Principal,
    @Param('type') type: string,
    @ReaderLanguage() language: Language,
  ): Promise<ActionResponse> {
    const containerId = await this.containers.stop(user, type);
    const message = messages(language).answers.container_stopped;
    return { message, status: containerId === null ? 'not_created' : 'stopped', container_id: containerId };
  }

  @Serves(endpoints.restart)
  @Audited('container_restarted')
  async restart(
    @CurrentUser() user: Principal,
    @Param('type') type: string,
    @ReaderLanguage() language: Language,
  ): Promise<LaunchResponse> {
    return ready(await this.containers.restart(user, type), language);
  }

  @Serves(endpoints.recreate)
  @Audited('container_recreated')
  async recreate(
    @CurrentUser() user: Principal,
    @Param('type') type: string,
    @ReaderLanguage() language: Language,
  ): Promise<LaunchResponse> {
    return ready(await this.containers.recreate(user, type), language);
  }

  @Serves(endpoints.remove)
  @Audited('container_removed')
  async remove(
    @CurrentUser() user: Principal,
    @Param('type') type: string,
    @Query({ schema: RemoveQuery }) { deleteVolumes }: z.output<typeof RemoveQuery>,
    @ReaderLanguage() language: Language,
  ): Promise<ActionResponse> {
    await this.containers.remove(user, type, deleteVolumes);
    return { message: messages(language).answers.container_removed, status: 'not_created', container_id: null };
  }
}

const ready = ({ containerId, serviceUrl }: Running, language: Language): LaunchResponse => ({
  message: messages(language).answers.container_ready,
  service_url: serviceUrl,
  container_id: containerId,
  status: 'running',
});
