import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  type Class,
  ClassChange,
  ClassesQuery,
  type ClassesResponse,
  ClassId,
  endpoints,
  type MessageResponse,
  NewClass,
  type OwnClasses as OwnClassesAnswer,
} from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { UsersService } from '../users/users.service.js';
import { ClassActs } from './class-acts.js';
import { ClassList } from './class-list.js';
import { ClassRights } from './class-rights.js';
import { leaderOf } from './leader-of.js';
import { OwnClasses } from './own-classes.js';

@ApiBearerAuth()
@Controller()
export class ClassesController {
  constructor(
    private readonly acts: ClassActs,
    private readonly list: ClassList,
    private readonly rights: ClassRights,
    private readonly users: UsersService,
    private readonly ownClasses: OwnClasses,
  ) {}

  @Serves(endpoints.classes)
  async classes(
    @CurrentUser() { userId }: Principal,
    @Query({ schema: ClassesQuery }) query: z.output<typeof ClassesQuery>,
  ): Promise<ClassesResponse> {
    const isAdmin = (await this.users.roleOf(userId)) === 'admin';
    return this.list.page(query, isAdmin ? null : userId);
  }

  @Serves(endpoints.createClass)
  create(
    @CurrentUser() user: Principal,
    @Body({ schema: NewClass }) wish: z.output<typeof NewClass>,
    @FromClient() from: ClientInfo,
  ): Promise<Class> {
    return this.acts.create(leaderOf(user, from), wish);
  }

  @Serves(endpoints.class)
  async class(@CurrentUser() { userId }: Principal, @Param('id', { schema: ClassId }) id: number): Promise<Class> {
    await this.rights.led(id, userId);
    return this.list.one(id);
  }

  @Serves(endpoints.changeClass)
  change(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: ClassChange }) change: z.output<typeof ClassChange>,
    @FromClient() from: ClientInfo,
  ): Promise<Class> {
    return this.acts.change(leaderOf(user, from), id, change);
  }

  @Serves(endpoints.archiveClass)
  archive(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @FromClient() from: ClientInfo,
  ): Promise<Class> {
    return this.acts.archive(leaderOf(user, from), id);
  }

  @Serves(endpoints.unarchiveClass)
  unarchive(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @FromClient() from: ClientInfo,
  ): Promise<Class> {
    return this.acts.unarchive(leaderOf(user, from), id);
  }

  @Serves(endpoints.deleteClass)
  async delete(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.acts.delete(leaderOf(user, from), id);
    return { message: messages(language).answers.class_deleted };
  }

  @Serves(endpoints.ownClasses)
  own(@CurrentUser() { userId }: Principal): Promise<OwnClassesAnswer> {
    return this.ownClasses.of(userId);
  }
}
