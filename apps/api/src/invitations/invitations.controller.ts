import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  endpoints,
  type InvitationLink,
  type InvitationsPage,
  InvitationsQuery,
  type MessageResponse,
  NewInvitations,
  type NewInvitationsResponse,
} from '@spawner/contracts';
import { z } from 'zod';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { DashboardOrigin } from '../http/dashboard-origin.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { InvitationList } from './invitation-list.js';
import { Invitations } from './invitations.js';

@ApiBearerAuth()
@Controller()
export class InvitationsController {
  constructor(
    private readonly invitations: Invitations,
    private readonly pages: InvitationList,
  ) {}

  @Serves(endpoints.invitations)
  list(@Query({ schema: InvitationsQuery }) query: z.output<typeof InvitationsQuery>): Promise<InvitationsPage> {
    return this.pages.page(query);
  }

  @Serves(endpoints.invite)
  invite(
    @Body({ schema: NewInvitations }) wish: NewInvitations,
    @CurrentUser() { userId: actor }: Principal,
    @FromClient() { ip: from }: ClientInfo,
    @DashboardOrigin() dashboard: string,
  ): Promise<NewInvitationsResponse> {
    return this.invitations.invite(wish, { actor, from, dashboard });
  }

  @Serves(endpoints.revokeInvitation)
  async revoke(
    @Param('id', { schema: z.uuid() }) id: string,
    @CurrentUser() { userId: actor }: Principal,
    @FromClient() { ip: from }: ClientInfo,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.invitations.revoke(id, { actor, from });
    return { message: messages(language).answers.invitation_revoked };
  }

  @Serves(endpoints.resendInvitation)
  async resend(
    @Param('id', { schema: z.uuid() }) id: string,
    @CurrentUser() { userId: actor }: Principal,
    @FromClient() { ip: from }: ClientInfo,
    @DashboardOrigin() dashboard: string,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.invitations.resend(id, { actor, from, dashboard });
    return { message: messages(language).answers.invitation_sent };
  }

  @Serves(endpoints.invitationLink)
  async link(
    @Param('id', { schema: z.uuid() }) id: string,
    @CurrentUser() { userId: actor }: Principal,
    @FromClient() { ip: from }: ClientInfo,
    @DashboardOrigin() dashboard: string,
  ): Promise<InvitationLink> {
    return { link: await this.invitations.link(id, { actor, from, dashboard }) };
  }
}
