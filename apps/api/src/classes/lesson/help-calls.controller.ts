import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  ClassId,
  endpoints,
  HelpQuery,
  HelpRequest,
  MemberId,
  type MessageResponse,
  type OwnHelp,
} from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import type { Principal } from '../../http/principal.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { leaderOf } from '../leader-of.js';
import { HelpCalls } from './help-calls.js';

@ApiBearerAuth()
@Controller()
export class HelpCallsController {
  constructor(private readonly calls: HelpCalls) {}

  @Serves(endpoints.callHelp)
  call(
    @CurrentUser() user: Principal,
    @Body({ schema: HelpRequest }) request: z.output<typeof HelpRequest>,
    @FromClient() from: ClientInfo,
  ): Promise<OwnHelp> {
    return this.calls.call(leaderOf(user, from), request);
  }

  @Serves(endpoints.withdrawHelp)
  async withdraw(
    @CurrentUser() user: Principal,
    @Query({ schema: HelpQuery }) { class_id: classId }: z.output<typeof HelpQuery>,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.calls.withdraw(leaderOf(user, from), classId);
    return { message: messages(language).answers.help_withdrawn };
  }

  @Serves(endpoints.helpDone)
  async done(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('user_id', { schema: MemberId }) memberId: number,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.calls.done(leaderOf(user, from), id, memberId);
    return { message: messages(language).answers.help_done };
  }
}
