import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  ClassId,
  type ClassInvitations as OpenInvitations,
  endpoints,
  entriesOf,
  type InvitationOutcome,
  type MessageResponse,
  NewClassInvitations,
  type NewInvitationsResponse,
  readAddress,
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
import { ClassInvitations } from '../invitations/class-invitations.js';
import { ClassRights } from './class-rights.js';
import { MemberList } from './member-list.js';

@ApiBearerAuth()
@Controller()
export class ClassInvitationsController {
  constructor(
    private readonly rights: ClassRights,
    private readonly members: MemberList,
    private readonly invitations: ClassInvitations,
  ) {}

  @Serves(endpoints.classInvitations)
  async list(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: ClassId }) id: number,
  ): Promise<OpenInvitations> {
    await this.rights.led(id, userId);
    return { invitations: await this.invitations.list(id) };
  }

  @Serves(endpoints.inviteMembers)
  async invite(
    @CurrentUser() { userId: actor }: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: NewClassInvitations }) wish: NewClassInvitations,
    @FromClient() { ip: from }: ClientInfo,
    @DashboardOrigin() dashboard: string,
  ): Promise<NewInvitationsResponse> {
    const led = await this.rights.led(id, actor);
    this.rights.requireOpen(led);
    const [isRefused, open, members] = await Promise.all([
      this.invitations.refusedFor(led.as),
      this.invitations.openOf(id),
      this.members.addresses(id),
    ]);
    const seen = new Set<string>();
    const outcomeOf = (email: string | null): InvitationOutcome => {
      if (email === null) return 'no_address';
      if (seen.has(email)) return 'repeated';
      if (members.has(email)) return 'in_class';
      if (isRefused(email)) return 'mail_not_allowed';
      return open.has(email) ? 'renewed' : 'new';
    };
    const items: NewInvitationsResponse['items'] = [];
    for (const { text, address } of entriesOf(wish.addresses)) {
      const { email } = readAddress(address);
      let outcome = outcomeOf(email);
      if (email !== null) seen.add(email);
      if (email !== null && !wish.dry_run && (outcome === 'new' || outcome === 'renewed')) {
        const { language, days } = wish;
        const invited = { email, name: null, via: 'invitation', language, days } as const;
        outcome = await this.invitations.invite(led, invited, { actor, from, dashboard });
      }
      items.push({ text, email, outcome });
    }
    const sent = wish.dry_run ? 0 : items.filter(({ outcome }) => outcome === 'new' || outcome === 'renewed').length;
    return { items, sent };
  }

  @Serves(endpoints.revokeClassInvitation)
  async revoke(
    @CurrentUser() { userId: actor }: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('invitation_id', { schema: z.uuid() }) invitationId: string,
    @FromClient() { ip: from }: ClientInfo,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.rights.led(id, actor);
    await this.invitations.revoke(id, invitationId, { actor, from });
    return { message: messages(language).answers.invitation_revoked };
  }
}
