import { Controller, Req, Res } from '@nestjs/common';
import { endpoints, type MessageResponse } from '@spawner/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerToken } from '../../http/bearer-token.js';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { Public } from '../../http/public.decorator.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { SessionCookies } from '../sessions/session-cookies.js';
import { LogoutService } from './logout.service.js';

/** Public, so that a browser whose session has ended can still remove its cookies. */
@Public()
@Controller()
export class LogoutController {
  constructor(
    private readonly logouts: LogoutService,
    private readonly cookies: SessionCookies,
  ) {}

  @Serves(endpoints.logout)
  async logout(
    @FromClient() from: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.logouts.logout(
      bearerToken(request) ?? this.cookies.access(request),
      this.cookies.refresh(request),
      from,
    );
    this.cookies.clear(reply);
    return { message: messages(language).answers.logged_out };
  }
}
