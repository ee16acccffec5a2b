import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { endpoints, type MessageResponse, type OwnApproval, PersonId, Refusal } from '@spawner/contracts';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { OpenWhileWaiting } from '../http/open-while-waiting.decorator.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { Approvals } from './approvals.js';

@ApiBearerAuth()
@Controller()
export class ApprovalsController {
  constructor(private readonly approvals: Approvals) {}

  @OpenWhileWaiting()
  @Serves(endpoints.approval)
  own(@CurrentUser() { userId }: Principal): Promise<OwnApproval> {
    return this.approvals.own(userId);
  }

  @Serves(endpoints.approve)
  async approve(
    @Param('id', { schema: PersonId }) userId: number,
    @CurrentUser() { userId: actor }: Principal,
    @FromClient() { ip: from }: ClientInfo,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.approvals.approve(userId, { actor, from });
    return { message: messages(language).answers.approval_granted };
  }

  @Serves(endpoints.refuse)
  async refuse(
    @Param('id', { schema: PersonId }) userId: number,
    @Body({ schema: Refusal }) { reason }: Refusal,
    @CurrentUser() { userId: actor }: Principal,
    @FromClient() { ip: from }: ClientInfo,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.approvals.refuse(userId, { actor, from }, reason || null);
    return { message: messages(language).answers.approval_refused };
  }
}
