import { Body, Controller, Res } from '@nestjs/common';
import { endpoints, type InvitationOffer, type SessionResponse, TokenRequest } from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import { SessionCookies } from '../auth/sessions/session-cookies.js';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { Public } from '../http/public.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import { AcceptedInvitations } from './accepted-invitations.js';

@Public()
@Controller()
export class AcceptedInvitationsController {
  constructor(
    private readonly invitations: AcceptedInvitations,
    private readonly cookies: SessionCookies,
  ) {}

  @Serves(endpoints.invitationOffer)
  offer(@Body({ schema: TokenRequest }) { token }: TokenRequest): Promise<InvitationOffer> {
    return this.invitations.offer(token);
  }

  @Serves(endpoints.acceptInvitation)
  async accept(
    @Body({ schema: TokenRequest }) { token }: TokenRequest,
    @FromClient() from: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionResponse> {
    const { user, tokens } = await this.invitations.accept(token, from);
    this.cookies.set(reply, tokens);
    return { user };
  }
}
