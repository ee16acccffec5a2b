import { Controller, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { endpoints, eventNames, EventsQuery } from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { LatestOnly } from '../background/latest-only.js';
import { ContainerChanges } from '../containers/container-changes.js';
import { ContainersService } from '../containers/containers.service.js';
import { AppError } from '../errors/app-error.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { OpenStreams } from '../http/open-streams.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';

/** How soon a browser comes back when the line breaks, and when we ended it ourselves to start anew. */
const RETRY_MS = { broken: 1000, restarting: 2000 } as const;
const PING_MS = 15_000;

@ApiTags('events')
@ApiBearerAuth()
@Controller()
export class EventsController {
  constructor(
    private readonly containers: ContainersService,
    private readonly catalogue: TemplateCatalogue,
    private readonly changes: ContainerChanges,
    private readonly streams: OpenStreams,
    private readonly revoked: RevokedSessions,
  ) {}

  /** The owner's cards as they are, then each one again whenever it changes. */
  @Serves(endpoints.events)
  events(
    @CurrentUser() user: Principal,
    @Query({ schema: EventsQuery }) query: z.output<typeof EventsQuery>,
    @ReaderLanguage() preferred: Language,
    @Res() reply: FastifyReply,
  ): void {
    const farewell = `retry: ${String(RETRY_MS.restarting)}\n\n`;
    const stream = this.streams.start(reply, user.userId, 'text/event-stream; charset=utf-8', { farewell });
    if (!stream) throw new AppError('too_many_requests', { retryAfterSeconds: 60 });
    stream.write(`retry: ${String(RETRY_MS.broken)}\n\n`);

    const language = query.language ?? preferred;
    const types = this.catalogue.all().map(({ type }) => type);
    const cards = new LatestOnly<string>(async (type) => {
      const detail = await this.containers.detail(user, type, language);
      stream.write(`event: ${eventNames.container}\ndata: ${JSON.stringify(detail)}\n\n`);
    });
    // Without a look the reader would wait for the next change; with a broken line it comes back and looks again.
    cards.onFailure = () => {
      stream.end();
    };
    for (const type of types) cards.ask(type);
    const unsubscribe = this.changes.subscribe((key) => {
      if (key === 'all') for (const type of types) cards.ask(type);
      else if (key.userId === user.userId && types.includes(key.type)) cards.ask(key.type);
    });
    const ping = setInterval(() => {
      if (this.isOver(user)) stream.end();
      else stream.write(`event: ${eventNames.ping}\ndata:\n\n`);
    }, PING_MS);
    stream.ended.addEventListener('abort', () => {
      unsubscribe();
      clearInterval(ping);
      cards.stop();
    });
  }

  /** The login that opened the stream does not hold any more; whoever still has one comes back with it. */
  private isOver({ sessionId, expiresAt }: Principal): boolean {
    return this.revoked.has(sessionId) || expiresAt <= Date.now() / 1000;
  }
}
