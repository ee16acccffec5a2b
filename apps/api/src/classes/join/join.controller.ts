import { Body, Controller, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  endpoints,
  type EnteredGuest,
  GuestRequest,
  type GuestWait,
  GuestWaitQuery,
  JoinRequest,
  type JoinResult,
} from '@spawner/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { SessionCookies } from '../../auth/sessions/session-cookies.js';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { DashboardOrigin } from '../../http/dashboard-origin.js';
import { OptionalLogin } from '../../http/optional-login.decorator.js';
import type { Principal } from '../../http/principal.js';
import { Public } from '../../http/public.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import { GuestCookie } from './guest-cookie.js';
import { Guests } from './guests.js';
import { Joining } from './joining.js';

/** For people who come into a class. */
@Controller()
export class JoinController {
  constructor(
    private readonly joining: Joining,
    private readonly guests: Guests,
    private readonly guestCookie: GuestCookie,
    private readonly cookies: SessionCookies,
  ) {}

  @ApiBearerAuth()
  @OptionalLogin()
  @Serves(endpoints.join)
  join(
    @CurrentUser() user: Principal | undefined,
    @Body({ schema: JoinRequest }) { code }: z.output<typeof JoinRequest>,
    @FromClient() { ip }: ClientInfo,
  ): Promise<JoinResult> {
    return this.joining.join(code, user ?? null, ip);
  }

  @Public()
  @Serves(endpoints.waitAsGuest)
  async wait(
    @Body({ schema: GuestRequest }) wish: z.output<typeof GuestRequest>,
    @FromClient() { ip }: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GuestWait> {
    const { token } = await this.guests.wait(wish, this.guestCookie.read(request), ip);
    this.guestCookie.set(reply, token);
    return this.guests.state(token, null);
  }

  @Public()
  @Serves(endpoints.guestWait)
  async state(
    @Query({ schema: GuestWaitQuery }) { wait }: z.output<typeof GuestWaitQuery>,
    @Req() request: FastifyRequest,
  ): Promise<GuestWait> {
    const left = new AbortController();
    const leave = () => {
      left.abort();
    };
    request.raw.socket.once('close', leave);
    try {
      return await this.guests.state(this.guestCookie.read(request), wait ? left.signal : null);
    } finally {
      request.raw.socket.off('close', leave);
    }
  }

  @Public()
  @Serves(endpoints.enterAsGuest)
  async enter(
    @FromClient() from: ClientInfo,
    @DashboardOrigin() dashboard: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EnteredGuest> {
    const { login, card } = await this.guests.enter(this.guestCookie.read(request), from, dashboard);
    this.guestCookie.clear(reply);
    this.cookies.set(reply, login.tokens);
    return { user: login.user, card };
  }
}
