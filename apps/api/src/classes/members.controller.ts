import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  AccountsDeletion,
  type AddedMembers,
  ClassId,
  type ClassMember,
  endpoints,
  type JobStarted,
  MemberChange,
  MemberId,
  MembersQuery,
  type MembersResponse,
  type MessageResponse,
  NewMembers,
  NewTeacher,
} from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { ClassAccounts } from './class-accounts.js';
import { ClassRights } from './class-rights.js';
import { leaderOf } from './leader-of.js';
import { MemberActs } from './member-acts.js';
import { MemberList } from './member-list.js';

@ApiBearerAuth()
@Controller()
export class MembersController {
  constructor(
    private readonly acts: MemberActs,
    private readonly accounts: ClassAccounts,
    private readonly list: MemberList,
    private readonly rights: ClassRights,
  ) {}

  @Serves(endpoints.members)
  async members(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Query({ schema: MembersQuery }) query: z.output<typeof MembersQuery>,
  ): Promise<MembersResponse> {
    return this.list.page(await this.rights.led(id, userId), query);
  }

  @Serves(endpoints.addMembers)
  async add(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: NewMembers }) wish: z.output<typeof NewMembers>,
    @FromClient() from: ClientInfo,
  ): Promise<AddedMembers> {
    return { members: await this.acts.add(leaderOf(user, from), id, wish) };
  }

  @Serves(endpoints.addTeacher)
  addTeacher(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: NewTeacher }) { email }: z.output<typeof NewTeacher>,
    @FromClient() from: ClientInfo,
  ): Promise<ClassMember> {
    return this.acts.addTeacher(leaderOf(user, from), id, email);
  }

  @Serves(endpoints.changeMember)
  change(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('user_id', { schema: MemberId }) memberId: number,
    @Body({ schema: MemberChange }) change: z.output<typeof MemberChange>,
    @FromClient() from: ClientInfo,
  ): Promise<ClassMember> {
    return this.acts.change(leaderOf(user, from), id, memberId, change);
  }

  @Serves(endpoints.removeMember)
  async remove(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('user_id', { schema: MemberId }) memberId: number,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.acts.remove(leaderOf(user, from), id, memberId);
    return { message: messages(language).answers.member_removed };
  }

  @Serves(endpoints.deleteClassAccounts)
  async deleteAccounts(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: AccountsDeletion }) wish: z.output<typeof AccountsDeletion>,
    @FromClient() from: ClientInfo,
  ): Promise<JobStarted> {
    return { job_id: await this.accounts.startDeletion(leaderOf(user, from), id, wish) };
  }

  @Serves(endpoints.leaveClass)
  async leave(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.acts.leave(leaderOf(user, from), id);
    return { message: messages(language).answers.class_left };
  }
}
