import { Body, Controller, Req, Res } from '@nestjs/common';
import { type AskedBy, EmailRequest, endpoints, type MessageResponse, TokenRequest } from '@spawner/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { DashboardOrigin } from '../../http/dashboard-origin.js';
import { Public } from '../../http/public.decorator.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { newSecret } from '../../signing/secret.js';
import { LoginRequestCookie } from './login-request-cookie.js';
import { MagicLinkRequests } from './magic-link-requests.js';
import { MagicLinksService } from './magic-links.service.js';
import { RefusedLinks } from './refused-links.js';

@Public()
@Controller()
export class MagicLinksController {
  constructor(
    private readonly requests: MagicLinkRequests,
    private readonly links: MagicLinksService,
    private readonly refused: RefusedLinks,
    private readonly requestCookie: LoginRequestCookie,
  ) {}

  @Serves(endpoints.signup)
  async signup(
    @Body({ schema: EmailRequest }) { email }: EmailRequest,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
    @DashboardOrigin() dashboard: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageResponse> {
    const browserSecret = newSecret();
    await this.requests.signup(email, language, { browserSecret, from, dashboard });
    this.requestCookie.remember(browserSecret, request, reply);
    return onItsWay(language);
  }

  @Serves(endpoints.login)
  async login(
    @Body({ schema: EmailRequest }) { email }: EmailRequest,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
    @DashboardOrigin() dashboard: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageResponse> {
    const browserSecret = newSecret();
    await this.requests.login(email, language, { browserSecret, from, dashboard });
    this.requestCookie.remember(browserSecret, request, reply);
    return onItsWay(language);
  }

  @Serves(endpoints.linkAskedBy)
  askedBy(@Body({ schema: TokenRequest }) { token }: TokenRequest): Promise<AskedBy> {
    return this.links.askedBy(token);
  }

  @Serves(endpoints.refuseLink)
  async refuse(
    @Body({ schema: TokenRequest }) { token }: TokenRequest,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.refused.refuse(token, from);
    return { message: messages(language).answers.link_refused };
  }
}

const onItsWay = (language: Language): MessageResponse => ({ message: messages(language).answers.mail_on_its_way });
