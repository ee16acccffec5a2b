import { Body, Controller, Req, Res } from '@nestjs/common';
import {
  type AskedBy,
  EmailRequest,
  endpoints,
  type MailRequested,
  type MessageResponse,
  SignupRequest,
  TokenRequest,
} from '@spawner/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { DashboardOrigin } from '../../http/dashboard-origin.js';
import { Public } from '../../http/public.decorator.js';
import { RateLimit } from '../../http/rate-limit.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { RegistrationPolicy } from '../../registration/registration-policy.js';
import { newSecret } from '../../signing/secret.js';
import { LoginRequestCookie } from './login-request-cookie.js';
import type { LinkPurpose } from './magic-link-mails.js';
import { type LinkRequest, MagicLinkRequests } from './magic-link-requests.js';
import { MagicLinksService } from './magic-links.service.js';
import { RefusedLinks } from './refused-links.js';

@Public()
@Controller()
export class MagicLinksController {
  constructor(
    private readonly requests: MagicLinkRequests,
    private readonly links: MagicLinksService,
    private readonly refused: RefusedLinks,
    private readonly policy: RegistrationPolicy,
    private readonly limits: RateLimit,
    private readonly requestCookie: LoginRequestCookie,
  ) {}

  @Serves(endpoints.signup)
  async signup(
    @Body({ schema: SignupRequest }) { email, setup_code }: SignupRequest,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
    @DashboardOrigin() dashboard: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MailRequested> {
    if (setup_code !== undefined) this.limits.setupCode(request);
    const bySetupCode = await this.policy.admit(email, setup_code);
    return this.request('signup', { email, language, from, dashboard, bySetupCode }, request, reply);
  }

  @Serves(endpoints.login)
  login(
    @Body({ schema: EmailRequest }) { email }: EmailRequest,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
    @DashboardOrigin() dashboard: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MailRequested> {
    return this.request('login', { email, language, from, dashboard, bySetupCode: false }, request, reply);
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

  private async request(
    purpose: LinkPurpose,
    wish: Omit<LinkRequest, 'browserSecret'>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<MailRequested> {
    const browserSecret = newSecret();
    const id = await this.requests.request(purpose, { ...wish, browserSecret });
    this.requestCookie.remember(browserSecret, request, reply);
    return { message: messages(wish.language).answers.mail_on_its_way, mail_id: id };
  }
}
