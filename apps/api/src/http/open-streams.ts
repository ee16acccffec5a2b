import type { OutgoingHttpHeaders } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** A reader this far behind is not reading any more. */
const MOST_UNREAD_BYTES = 1024 * 1024;
/** For each user, over all kinds: a forgotten script shall not hold every connection there is. */
const MOST_OF_ONE_USER = 20;

/** An answer that stays open. */
export interface OpenStream {
  /** Aborted when the reader has gone, was too slow, or this process ends. */
  readonly ended: AbortSignal;
  write(text: string): void;
  /** Says a last word, and ends. */
  end(text?: string): void;
}

/** Answers that stay open until their reader leaves: nothing else would end them when the process does. */
@Injectable()
export class OpenStreams implements OnModuleDestroy {
  private readonly open = new Map<OpenStream, { readonly userId: number; readonly farewell: string }>();

  /** @returns null when this user has too many already */
  start(
    reply: FastifyReply,
    userId: number,
    contentType: string,
    { farewell = '', headers = {} } = {},
  ): OpenStream | null {
    if ([...this.open.values()].filter((each) => each.userId === userId).length >= MOST_OF_ONE_USER) return null;
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': contentType,
      'cache-control': 'no-store',
      // A proxy in between that collects an answer before it passes it on would pass on nothing for long.
      'x-accel-buffering': 'no',
      // Kept alive after its end, the connection would hold up a process that waits for all of them to close.
      connection: 'close',
      ...headers,
    });
    raw.flushHeaders();
    const ended = new AbortController();
    const stream: OpenStream = {
      ended: ended.signal,
      write: (text) => {
        if (ended.signal.aborted) return;
        raw.write(text);
        if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
      },
      end: (text = '') => {
        if (!ended.signal.aborted) raw.end(text);
      },
    };
    this.open.set(stream, { userId, farewell });
    raw.on('error', () => undefined);
    raw.once('close', () => {
      ended.abort();
      this.open.delete(stream);
    });
    return stream;
  }

  /** At once: whoever ends later may take so long that the lines are cut before they are told. */
  onModuleDestroy(): void {
    for (const [stream, { farewell }] of this.open) stream.end(farewell);
  }
}
