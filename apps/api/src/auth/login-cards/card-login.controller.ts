import { Body, Controller, Req, Res } from '@nestjs/common';
import {
  CardCodeRequest,
  CardLoginRequest,
  type CardOwner,
  CardRequest,
  endpoints,
  type SessionResponse,
} from '@spawner/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { Public } from '../../http/public.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { BrowserLogin } from '../login/login.service.js';
import { LogoutService } from '../logout/logout.service.js';
import { SessionCookies } from '../sessions/session-cookies.js';
import { CardLogin } from './card-login.js';

@Public()
@Controller()
export class CardLoginController {
  constructor(
    private readonly cards: CardLogin,
    private readonly logouts: LogoutService,
    private readonly cookies: SessionCookies,
  ) {}

  @Serves(endpoints.cardOwner)
  owner(@Body({ schema: CardRequest }) { secret }: CardRequest): Promise<CardOwner> {
    return this.cards.owner(secret);
  }

  @Serves(endpoints.openSessionByCard)
  async open(
    @Body({ schema: CardLoginRequest }) shown: CardLoginRequest,
    @FromClient() from: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    return this.answer(await this.cards.bySecret(shown, from), from, request, reply);
  }

  @Serves(endpoints.openSessionByCardCode)
  async openByCode(
    @Body({ schema: CardCodeRequest }) codes: CardCodeRequest,
    @FromClient() from: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    return this.answer(await this.cards.byCode(codes, from), from, request, reply);
  }

  /** The child before may have left without logging out: that login ends. */
  private async answer(
    { user, tokens }: BrowserLogin,
    from: ClientInfo,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SessionResponse> {
    await this.logouts.logout(this.cookies.access(request), this.cookies.refresh(request), from);
    this.cookies.set(reply, tokens);
    return { user };
  }
}
