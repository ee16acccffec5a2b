import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  ClassId,
  endpoints,
  type LoginCards,
  MemberId,
  type MessageResponse,
  type PrintedCards,
  PrintRequest,
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
import { LoginCardActs } from './login-card-acts.js';

@ApiBearerAuth()
@Controller()
export class LoginCardsController {
  constructor(private readonly acts: LoginCardActs) {}

  @Serves(endpoints.loginCards)
  cards(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @FromClient() from: ClientInfo,
  ): Promise<LoginCards> {
    return this.acts.list(leaderOf(user, from), id);
  }

  @Serves(endpoints.printCards)
  print(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: PrintRequest }) { user_ids: userIds }: z.output<typeof PrintRequest>,
    @DashboardOrigin() dashboard: string,
    @FromClient() from: ClientInfo,
  ): Promise<PrintedCards> {
    return this.acts.print(leaderOf(user, from), id, userIds, dashboard);
  }

  @Serves(endpoints.reopenCards)
  async reopen(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.acts.reopen(leaderOf(user, from), id);
    return { message: messages(language).answers.cards_reopened };
  }

  @Serves(endpoints.revokeCard)
  async revoke(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('user_id', { schema: MemberId }) memberId: number,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.acts.revoke(leaderOf(user, from), id, memberId);
    return { message: messages(language).answers.card_revoked };
  }
}
