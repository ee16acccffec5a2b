import { Body, Controller, Req, Res } from '@nestjs/common';
import {
  CodeRequest,
  endpoints,
  OpenSessionRequest,
  type SessionResponse,
  TokenRequest,
  type TokenResponse,
} from '@spawner/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { Public } from '../../http/public.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import { SessionCookies } from '../sessions/session-cookies.js';
import { type BrowserLogin, LoginService } from './login.service.js';
import { LoginRequestCookie } from './login-request-cookie.js';

@Public()
@Controller()
export class LoginController {
  constructor(
    private readonly logins: LoginService,
    private readonly cookies: SessionCookies,
    private readonly requestCookie: LoginRequestCookie,
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
    const proof = confirmed ? ({ confirmed } as const) : { browser: this.requestCookie.read(request) };
    return this.answer(reply, await this.logins.linkLogin(token, proof, from));
  }

  @Serves(endpoints.openSessionByCode)
  async openByCode(
    @Body({ schema: CodeRequest }) { email, code }: CodeRequest,
    @FromClient() from: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    return this.answer(
      reply,
      await this.logins.codeLogin({ email, code, browser: this.requestCookie.read(request) }, from),
    );
  }

  @Serves(endpoints.refreshSession)
  async refresh(
    @FromClient() from: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    return this.answer(reply, await this.logins.renew(this.cookies.refresh(request), from));
  }

  private answer(reply: FastifyReply, { user, tokens }: BrowserLogin): SessionResponse {
    this.cookies.set(reply, tokens);
    return { user };
  }
}
