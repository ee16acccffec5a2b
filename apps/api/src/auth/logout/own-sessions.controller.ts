import { Controller, Param, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { endpoints, type MessageResponse, type SessionsResponse } from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import type { Principal } from '../../http/principal.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { sessionAnswer } from '../sessions/session.answer.js';
import { SessionCookies } from '../sessions/session-cookies.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { LogoutService } from './logout.service.js';

/** The sessions of a user, for the user to see and to end. */
@ApiBearerAuth()
@Controller()
export class OwnSessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly logouts: LogoutService,
    private readonly cookies: SessionCookies,
  ) {}

  @Serves(endpoints.sessions)
  async list(@CurrentUser() { userId, sessionId }: Principal): Promise<SessionsResponse> {
    const open = await this.sessions.openOf(userId);
    return { sessions: open.map((session) => ({ ...sessionAnswer(session), current: session.id === sessionId })) };
  }

  @Serves(endpoints.endSession)
  async end(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: z.uuid() }) id: string,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.logouts.endSession(userId, id, from);
    return { message: messages(language).answers.session_ended };
  }

  @Serves(endpoints.logoutEverywhere)
  async logoutEverywhere(
    @CurrentUser() { userId }: Principal,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageResponse> {
    await this.logouts.everywhere(userId, from);
    this.cookies.clear(reply);
    return { message: messages(language).answers.logged_out_everywhere };
  }
}
