import { Body, Controller, Req, Res, UseGuards } from '@nestjs/common';
import { ThrottlerGuard } from '@nestjs/throttler';
import {
  endpoints,
  type MessageResponse,
  type SessionResponse,
  TokenRequest,
  type TokenResponse,
} from '@spawner/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../common/i18n/language.js';
import { textsIn } from '../common/i18n/catalogue.js';
import { ReaderLanguage } from '../common/reader-language.decorator.js';
import { Serves } from '../common/serves.decorator.js';
import { bearerToken } from './bearer-token.js';
import { LoginService } from './login.service.js';
import { Public } from './public.decorator.js';
import { accessCookie, refreshCookie, SessionCookies } from './session-cookies.js';

@Public()
@UseGuards(ThrottlerGuard)
@Controller()
export class SessionsController {
  constructor(
    private readonly logins: LoginService,
    private readonly cookies: SessionCookies,
  ) {}

  @Serves(endpoints.verify)
  verify(@Body({ schema: TokenRequest }) { token }: TokenRequest): Promise<TokenResponse> {
    return this.logins.clientLogin(token);
  }

  @Serves(endpoints.openSession)
  async open(
    @Body({ schema: TokenRequest }) { token }: TokenRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    const { user, accessToken, refreshToken } = await this.logins.browserLogin(token);
    this.cookies.setAccess(reply, accessToken);
    this.cookies.setRefresh(reply, refreshToken);
    return { user };
  }

  @Serves(endpoints.refreshSession)
  async refresh(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    const { user, accessToken, refreshToken } = await this.logins.renew(refreshCookie(request));
    this.cookies.setAccess(reply, accessToken);
    if (refreshToken) this.cookies.setRefresh(reply, refreshToken);
    return { user };
  }

  @Serves(endpoints.logout)
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.logins.logout(bearerToken(request) ?? accessCookie(request), refreshCookie(request));
    this.cookies.clear(reply);
    return { message: textsIn(language).answers.logged_out };
  }
}
