import { Controller, Query, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { endpoints, LogsQuery } from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { type ContainerRef, serviceName } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { type OpenStream, OpenStreams } from '../http/open-streams.js';
import { Serves } from '../http/serves.decorator.js';
import { ContainerLogs } from './container-logs.js';
import { OwnContainer } from './own-container.decorator.js';

const TEXT = 'text/plain; charset=utf-8';

@ApiBearerAuth()
@Controller()
export class ContainerLogsController {
  constructor(
    private readonly logs: ContainerLogs,
    private readonly streams: OpenStreams,
  ) {}

  @Serves(endpoints.logs)
  async read(
    @OwnContainer() ref: ContainerRef,
    @Query({ schema: LogsQuery }) { tail, follow, download }: z.output<typeof LogsQuery>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const headers = download ? { 'content-disposition': `attachment; filename="${serviceName(ref)}.log"` } : {};
    if (!follow) {
      const lines = await this.logs.tail(ref, tail);
      void reply.headers({ 'content-type': TEXT, 'cache-control': 'no-store', ...headers });
      void reply.send(lines.map((line) => `${line}\n`).join(''));
      return;
    }
    const left = new AbortController();
    const lines = await this.logs.follow(ref, tail, left.signal);
    const stream = this.streams.start(reply, ref.userId, TEXT, { headers });
    if (!stream) throw new AppError('too_many_requests', { retryAfterSeconds: 60 });
    stream.ended.addEventListener('abort', () => {
      left.abort();
    });
    void pipe(lines, stream);
  }
}

/** A log that breaks ends the response: its status has been sent, so an error can no longer be reported. */
async function pipe(lines: AsyncIterable<string>, stream: OpenStream): Promise<void> {
  try {
    for await (const line of lines) stream.write(`${line}\n`);
  } catch {
    // Ended below.
  }
  stream.end();
}
