import { Controller, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  classEventNames,
  ClassEventsQuery,
  ClassId,
  endpoints,
  type LiveClass,
  LiveQuery,
  MemberId,
  type MemberLaunch,
  MemberLaunchQuery,
} from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { RevokedSessions } from '../../auth/sessions/revoked-sessions.js';
import { Clock } from '../../background/clock.js';
import { failureAnswer } from '../../containers/to-container.js';
import { UserContainerRepository } from '../../containers/user-container.repository.js';
import { AppError } from '../../errors/app-error.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { OpenStreams } from '../../http/open-streams.js';
import type { Principal } from '../../http/principal.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { ClassRights } from '../class-rights.js';
import { Lessons } from '../lesson/lessons.js';
import { LivePeople } from './live-people.js';
import { LiveViews } from './live-views.js';

/** How soon a browser reconnects when the connection breaks, and when this process ends it at its own end. */
const RETRY_MS = { broken: 1000, restarting: 2000 } as const;
const PING_MS = 15_000;

/** What a teacher has open during a lesson. */
@ApiBearerAuth()
@Controller()
export class LiveController {
  constructor(
    private readonly rights: ClassRights,
    private readonly people: LivePeople,
    private readonly lessons: Lessons,
    private readonly views: LiveViews,
    private readonly containers: UserContainerRepository,
    private readonly streams: OpenStreams,
    private readonly revoked: RevokedSessions,
    private readonly clock: Clock,
  ) {}

  @Serves(endpoints.classLive)
  async live(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Query({ schema: LiveQuery }) query: z.output<typeof LiveQuery>,
    @ReaderLanguage() language: Language,
  ): Promise<LiveClass> {
    const type = this.rights.template(await this.rights.led(id, userId), query.type);
    const [rows, lesson, times] = await Promise.all([
      this.people.rows(id, type, null),
      this.lessons.open(id),
      this.people.timesOf(type),
    ]);
    return this.people.all(rows, { type, lesson }, times, language);
  }

  @Serves(endpoints.classEvents)
  async events(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Query({ schema: ClassEventsQuery }) query: z.output<typeof ClassEventsQuery>,
    @ReaderLanguage() preferred: Language,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { userId } = user;
    const type = this.rights.template(await this.rights.led(id, userId), query.type);
    const farewell = `retry: ${String(RETRY_MS.restarting)}\n\n`;
    const stream = this.streams.start(reply, userId, 'text/event-stream; charset=utf-8', { farewell });
    if (!stream) throw new AppError('too_many_requests', { retryAfterSeconds: 60 });
    stream.write(`retry: ${String(RETRY_MS.broken)}\n\n`);
    const endView = this.views.follow(id, type, { userId, language: query.language ?? preferred, stream });
    const ping = setInterval(() => {
      const now = this.clock.now().toISOString();
      if (this.isOver(user)) stream.end();
      else stream.write(`event: ${classEventNames.ping}\ndata: ${JSON.stringify({ now })}\n\n`);
    }, PING_MS);
    stream.ended.addEventListener('abort', () => {
      endView();
      clearInterval(ping);
    });
  }

  @Serves(endpoints.memberLaunch)
  async launch(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('user_id', { schema: MemberId }) memberId: number,
    @Query({ schema: MemberLaunchQuery }) query: z.output<typeof MemberLaunchQuery>,
    @ReaderLanguage() language: Language,
  ): Promise<MemberLaunch> {
    const led = await this.rights.led(id, userId);
    const type = this.rights.template(led, query.type);
    await this.rights.plainMember(id, memberId);
    const row = await this.containers.detailOf({ userId: memberId, type });
    return { failure: failureAnswer(row, language), last_launch: row?.lastLaunch ?? null };
  }

  /** The login that opened the stream is no longer valid. A browser that has a newer one reconnects with it. */
  private isOver({ sessionId, expiresAt }: Principal): boolean {
    return this.revoked.has(sessionId) || expiresAt <= Date.now() / 1000;
  }
}
