import { Controller, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { endpoints } from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { LatestOnly } from '../background/latest-only.js';
import { AppError } from '../errors/app-error.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { OpenStreams } from '../http/open-streams.js';
import { OpenWhileWaiting } from '../http/open-while-waiting.decorator.js';
import type { Principal } from '../http/principal.js';
import { Serves } from '../http/serves.decorator.js';
import { ApprovalChanges } from '../registration/approval-changes.js';
import { Approvals } from '../registration/approvals.js';

const PING_MS = 15_000;

/** For the page of people who wait for approval: they see nothing of the installation, so other events are not for them. */
@ApiBearerAuth()
@Controller()
export class ApprovalEventsController {
  constructor(
    private readonly approvals: Approvals,
    private readonly changes: ApprovalChanges,
    private readonly streams: OpenStreams,
    private readonly revoked: RevokedSessions,
  ) {}

  @OpenWhileWaiting()
  @Serves(endpoints.approvalEvents)
  events(@CurrentUser() { userId, sessionId, expiresAt }: Principal, @Res() reply: FastifyReply): void {
    const stream = this.streams.start(reply, userId, 'text/event-stream; charset=utf-8');
    if (!stream) throw new AppError('too_many_requests', { retryAfterSeconds: 60 });
    const reads = new LatestOnly<number>(async (id) => {
      stream.write(`event: approval\ndata: ${JSON.stringify(await this.approvals.own(id))}\n\n`);
    });
    // The browser reconnects and reads again.
    reads.onFailure = () => {
      stream.end();
    };
    reads.request(userId);
    const endChanges = this.changes.subscribe((changed) => {
      if (changed === 'all' || changed === userId) reads.request(userId);
    });
    const ping = setInterval(() => {
      if (this.revoked.has(sessionId) || expiresAt <= Date.now() / 1000) stream.end();
      else stream.write(`event: ping\ndata:\n\n`);
    }, PING_MS);
    stream.ended.addEventListener('abort', () => {
      endChanges();
      clearInterval(ping);
      reads.stop();
    });
  }
}
