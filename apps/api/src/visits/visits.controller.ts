import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  endpoints,
  type GrantedVisit,
  type MessageResponse,
  NewVisit,
  type VisitedService,
  VisitQuery,
} from '@spawner/contracts';
import type { z } from 'zod';
import { parseServiceName, type ServiceId } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { CrossHostSignIn } from '../gateway/sign-in/cross-host-sign-in.js';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { nameOf } from '../users/name-of.js';
import { needsReason, secondsOf, Visits } from './visits.js';

/** An admin or a teacher who opens the service of another user is sent here first. */
@ApiBearerAuth()
@Controller()
export class VisitsController {
  constructor(
    private readonly visits: Visits,
    private readonly handover: CrossHostSignIn,
    private readonly catalogue: TemplateCatalogue,
  ) {}

  @Serves(endpoints.visitedService)
  async find(
    @CurrentUser() user: Principal,
    @Query({ schema: VisitQuery }) { to }: z.output<typeof VisitQuery>,
  ): Promise<VisitedService> {
    const service = this.serviceAt(to);
    const right = await this.visits.look(service, user);
    return {
      owner: right.led?.ownerName ?? nameOf(right.owner),
      display_name: this.catalogue.get(service.type).displayName,
      as: right.led ? 'teacher' : 'admin',
      reason_needed: needsReason(right),
      minutes: secondsOf(right) / 60,
    };
  }

  @Serves(endpoints.visit)
  async visit(
    @CurrentUser() user: Principal,
    @Body({ schema: NewVisit }) { to, state, reason }: z.output<typeof NewVisit>,
    @FromClient() from: ClientInfo,
  ): Promise<GrantedVisit> {
    const { visitId, ownerId } = await this.visits.grant(this.serviceAt(to), user, from, reason ?? null);
    return { location: this.handover.visitEntry({ userId: ownerId, sessionId: visitId }, to, state) };
  }

  @Serves(endpoints.dismissVisit)
  async dismiss(
    @CurrentUser() { userId }: Principal,
    @Param('type') type: string,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.visits.dismiss({ userId, type: this.catalogue.get(type).type });
    return { message: messages(language).answers.visit_dismissed };
  }

  private serviceAt(to: string): ServiceId {
    const name = this.handover.ownHostAt(to);
    if (name === null) throw new AppError('own_origin_needed');
    const service = parseServiceName(name);
    if (!service) throw new AppError('not_found');
    return service;
  }
}
