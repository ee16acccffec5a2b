import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  ClassId,
  endpoints,
  type Lesson,
  type LessonBegun,
  LessonChange,
  type LessonEnded,
  NewLesson,
  type OpenLesson,
} from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import type { Principal } from '../../http/principal.js';
import { Serves } from '../../http/serves.decorator.js';
import { ClassRights } from '../class-rights.js';
import { leaderOf } from '../leader-of.js';
import { Lessons } from './lessons.js';

@ApiBearerAuth()
@Controller()
export class LessonController {
  constructor(
    private readonly lessons: Lessons,
    private readonly rights: ClassRights,
  ) {}

  @Serves(endpoints.lesson)
  async read(@CurrentUser() { userId }: Principal, @Param('id', { schema: ClassId }) id: number): Promise<OpenLesson> {
    await this.rights.led(id, userId);
    return { lesson: await this.lessons.open(id) };
  }

  @Serves(endpoints.beginLesson)
  begin(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: NewLesson }) wish: z.output<typeof NewLesson>,
    @FromClient() from: ClientInfo,
  ): Promise<LessonBegun> {
    return this.lessons.begin(leaderOf(user, from), id, wish);
  }

  @Serves(endpoints.changeLesson)
  change(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: LessonChange }) { until }: z.output<typeof LessonChange>,
    @FromClient() from: ClientInfo,
  ): Promise<Lesson> {
    return this.lessons.change(leaderOf(user, from), id, until);
  }

  @Serves(endpoints.endLesson)
  async end(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @FromClient() from: ClientInfo,
  ): Promise<LessonEnded> {
    return { job_id: await this.lessons.end(leaderOf(user, from), id) };
  }
}
