import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  ClassId,
  type ClassMessage,
  type ClassMessages as Answer,
  endpoints,
  MessageId,
  type MessageResponse,
  NewMessage,
} from '@spawner/contracts';
import type { z } from 'zod';
import { AppError } from '../../errors/app-error.js';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import type { Principal } from '../../http/principal.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { ClassRights } from '../class-rights.js';
import { leaderOf } from '../leader-of.js';
import { ClassMessages } from './class-messages.js';

/** @throws AppError `not_found`, as for a message of another class */
function idOf(text: string): number {
  const id = MessageId.safeParse(text).data;
  if (id === undefined) throw new AppError('not_found');
  return id;
}

@ApiBearerAuth()
@Controller()
export class ClassMessagesController {
  constructor(
    private readonly messages: ClassMessages,
    private readonly rights: ClassRights,
  ) {}

  @Serves(endpoints.classMessages)
  async current(@CurrentUser() { userId }: Principal, @Param('id', { schema: ClassId }) id: number): Promise<Answer> {
    await this.rights.led(id, userId);
    return { messages: await this.messages.current(id) };
  }

  @Serves(endpoints.sendMessage)
  send(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: NewMessage }) message: z.output<typeof NewMessage>,
    @FromClient() from: ClientInfo,
  ): Promise<ClassMessage> {
    return this.messages.send(leaderOf(user, from), id, message);
  }

  @Serves(endpoints.withdrawMessage)
  async withdraw(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('message_id') messageId: string,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.messages.withdraw(leaderOf(user, from), id, idOf(messageId));
    return { message: messages(language).answers.message_withdrawn };
  }

  @Serves(endpoints.messageSeen)
  async seen(
    @CurrentUser() { userId }: Principal,
    @Param('message_id') messageId: string,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.messages.putAway(userId, idOf(messageId));
    return { message: messages(language).answers.message_seen };
  }
}
