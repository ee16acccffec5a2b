import { Body, Controller, Req, Res } from '@nestjs/common';
import {
  CodeRequest,
  endpoints,
  type MessageResponse,
  OpenSessionRequest,
  type SessionResponse,
  TokenRequest,
  type TokenResponse,
} from '@spawner/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerToken } from '../../http/bearer-token.js';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { Public } from '../../http/public.decorator.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { type BrowserLogin, LoginService } from '../login/login.service.js';
import { LoginRequestCookie } from '../login/login-request-cookie.js';
import { LogoutService } from './logout.service.js';
import { SessionCookies } from './session-cookies.js';

@Public()
@Controller()
export class SessionsController {
  constructor(
    private readonly logins: LoginService,
    private readonly logouts: LogoutService,
    private readonly cookies: SessionCookies,
    private readonly asked: LoginRequestCookie,
  ) {}

  @Serves(endpoints.verify)
  verify(
    @Body({ schema: TokenRequest }) { token }: TokenRequest,
    @FromClient() from: ClientInfo,
  ): Promise<TokenResponse> {
    return this.logins.clientLogin(token, from);
  }

  @Serves(endpoints.openSession)
  async open(
    @Body({ schema: OpenSessionRequest }) { token, confirmed = false }: OpenSessionRequest,
    @FromClient() from: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    const by = confirmed ? null : this.asked.read(request);
    return this.hand(reply, await this.logins.linkLogin(token, by, from));
  }

  @Serves(endpoints.openSessionByCode)
  async openByCode(
    @Body({ schema: CodeRequest }) { email, code }: CodeRequest,
    @FromClient() from: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    return this.hand(reply, await this.logins.codeLogin(email, code, this.asked.read(request), from));
  }

  @Serves(endpoints.refreshSession)
  async refresh(
    @FromClient() from: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    return this.hand(reply, await this.logins.renew(this.cookies.refresh(request), from));
  }

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

  private hand(reply: FastifyReply, { user, accessToken, refreshToken }: BrowserLogin): SessionResponse {
    this.cookies.setAccess(reply, accessToken);
    this.cookies.setRefresh(reply, refreshToken);
    return { user };
  }
}
