import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  Admission,
  AdmissionOfAll,
  type ClassEntrance,
  ClassId,
  endpoints,
  type JoinCode,
  MemberId,
  type MessageResponse,
  NewJoinCode,
} from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { DashboardOrigin } from '../../http/dashboard-origin.js';
import type { Principal } from '../../http/principal.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { leaderOf } from '../leader-of.js';
import { Admissions } from './admissions.js';
import { JoinCodes } from './join-codes.js';

/** For teachers: the code of a class, and who wait at its door. */
@ApiBearerAuth()
@Controller()
export class EntranceController {
  constructor(
    private readonly codes: JoinCodes,
    private readonly admissions: Admissions,
  ) {}

  @Serves(endpoints.entrance)
  entrance(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @DashboardOrigin() dashboard: string,
    @FromClient() from: ClientInfo,
  ): Promise<ClassEntrance> {
    return this.codes.entrance(leaderOf(user, from), id, dashboard);
  }

  @Serves(endpoints.makeJoinCode)
  make(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: NewJoinCode }) wish: z.output<typeof NewJoinCode>,
    @DashboardOrigin() dashboard: string,
    @FromClient() from: ClientInfo,
  ): Promise<JoinCode> {
    return this.codes.make(leaderOf(user, from), id, wish, dashboard);
  }

  @Serves(endpoints.endJoinCode)
  async end(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.codes.end(leaderOf(user, from), id);
    return { message: messages(language).answers.join_code_ended };
  }

  @Serves(endpoints.admitAll)
  async admitAll(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: AdmissionOfAll }) _all: z.output<typeof AdmissionOfAll>,
    @DashboardOrigin() dashboard: string,
    @FromClient() from: ClientInfo,
  ): Promise<ClassEntrance> {
    const leader = leaderOf(user, from);
    await this.admissions.all(leader, id);
    return this.codes.entrance(leader, id, dashboard);
  }

  @Serves(endpoints.admitPerson)
  async admitPerson(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('user_id', { schema: MemberId }) userId: number,
    @Body({ schema: Admission }) { admit }: z.output<typeof Admission>,
    @DashboardOrigin() dashboard: string,
    @FromClient() from: ClientInfo,
  ): Promise<ClassEntrance> {
    const leader = leaderOf(user, from);
    await this.admissions.person(leader, id, userId, admit);
    return this.codes.entrance(leader, id, dashboard);
  }

  @Serves(endpoints.admitGuest)
  async admitGuest(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('guest_id', { schema: MemberId }) guestId: number,
    @Body({ schema: Admission }) { admit }: z.output<typeof Admission>,
    @DashboardOrigin() dashboard: string,
    @FromClient() from: ClientInfo,
  ): Promise<ClassEntrance> {
    const leader = leaderOf(user, from);
    await this.admissions.guest(leader, id, guestId, admit);
    return this.codes.entrance(leader, id, dashboard);
  }
}
