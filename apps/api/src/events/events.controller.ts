import { Controller, Query, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { type ContainerDetail, endpoints, eventNames, EventsQuery } from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { LatestOnly } from '../background/latest-only.js';
import { OwnClassEvents } from '../classes/own-class-events.js';
import { ContainerChanges } from '../containers/container-changes.js';
import { ContainersService } from '../containers/containers.service.js';
import { LaunchProgressStore } from '../containers/launch/launch-progress-store.js';
import { AppError } from '../errors/app-error.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { DashboardOrigin } from '../http/dashboard-origin.js';
import { OpenStreams } from '../http/open-streams.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { JobEvents } from '../jobs/job-events.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

/** How soon a browser reconnects when the connection breaks, and when this process ends it at its own end. */
const RETRY_MS = { broken: 1000, restarting: 2000 } as const;
const PING_MS = 15_000;

@ApiBearerAuth()
@Controller()
export class EventsController {
  constructor(
    private readonly containers: ContainersService,
    private readonly catalogue: TemplateCatalogue,
    private readonly changes: ContainerChanges,
    private readonly progress: LaunchProgressStore,
    private readonly jobs: JobEvents,
    private readonly classes: OwnClassEvents,
    private readonly streams: OpenStreams,
    private readonly revoked: RevokedSessions,
  ) {}

  /** The owner's containers, open jobs and classes as they are, then each one again whenever it changes. */
  @Serves(endpoints.events)
  events(
    @CurrentUser() user: Principal,
    @Query({ schema: EventsQuery }) query: z.output<typeof EventsQuery>,
    @ReaderLanguage() preferred: Language,
    @DashboardOrigin() dashboard: string,
    @Res() reply: FastifyReply,
  ): void {
    const farewell = `retry: ${String(RETRY_MS.restarting)}\n\n`;
    const stream = this.streams.start(reply, user.userId, 'text/event-stream; charset=utf-8', { farewell });
    if (!stream) throw new AppError('too_many_requests', { retryAfterSeconds: 60 });
    stream.write(`retry: ${String(RETRY_MS.broken)}\n\n`);

    const language = query.language ?? preferred;
    const types = this.catalogue.all().map(({ type }) => type);
    const sent = new Map<string, ContainerDetail>();
    const send = (detail: ContainerDetail): void => {
      sent.set(detail.type, detail);
      stream.write(`event: ${eventNames.container}\ndata: ${JSON.stringify(detail)}\n\n`);
    };
    const { userId, slug } = user;
    const reads = new LatestOnly<string>(async (type) => {
      send(await this.containers.detail({ userId, slug, type }, language, dashboard));
    });
    // A failed read must not be skipped: the browser reconnects and everything is read again.
    reads.onFailure = () => {
      stream.end();
    };
    for (const type of types) reads.request(type);
    const endChanges = this.changes.subscribe((key) => {
      if (key === 'all') for (const type of types) reads.request(type);
      else if (key.userId === userId && types.includes(key.type)) reads.request(key.type);
    });
    // A step changes nothing in the database, so it costs no query.
    const endProgress = this.progress.subscribe((key, launch) => {
      const detail = key.userId === userId ? sent.get(key.type) : undefined;
      if (detail?.status === 'starting') send({ ...detail, launch });
    });
    const endJobs = this.jobs.follow(userId, {
      send: (job) => {
        stream.write(`event: ${eventNames.job}\ndata: ${JSON.stringify(job)}\n\n`);
      },
      fail: () => {
        stream.end();
      },
    });
    const endClasses = this.classes.follow(userId, {
      send: (classes) => {
        stream.write(`event: ${eventNames.classes}\ndata: ${JSON.stringify(classes)}\n\n`);
      },
      fail: () => {
        stream.end();
      },
    });
    const ping = setInterval(() => {
      if (this.isOver(user)) stream.end();
      else stream.write(`event: ${eventNames.ping}\ndata:\n\n`);
    }, PING_MS);
    stream.ended.addEventListener('abort', () => {
      endChanges();
      endProgress();
      endJobs();
      endClasses();
      clearInterval(ping);
      reads.stop();
    });
  }

  /** The login that opened the stream is no longer valid. A browser that has a newer one reconnects with it. */
  private isOver({ sessionId, expiresAt }: Principal): boolean {
    return this.revoked.has(sessionId) || expiresAt <= Date.now() / 1000;
  }
}
