import type { OutgoingHttpHeaders } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** A client this far behind has stopped reading. */
const MOST_UNREAD_BYTES = 1024 * 1024;
/** All kinds of streams together: a script that was left running must not take every connection. */
const MOST_OF_ONE_USER = 20;

/** A response that stays open. */
export interface OpenStream {
  /** Aborted when the client has left, was too slow, or this process ends. */
  readonly ended: AbortSignal;
  write(text: string): void;
  end(text?: string): void;
}

/** Responses that stay open until their client leaves. They are known here so that a shutdown can end them. */
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
      // A proxy that buffers the response would deliver nothing for a long time.
      'x-accel-buffering': 'no',
      // A connection that is kept alive would delay a shutdown, which waits for all of them to close.
      connection: 'close',
      ...headers,
    });
    raw.flushHeaders();
    const ended = new AbortController();
    const stream: OpenStream = {
      ended: ended.signal,
      write: (text) => {
        if (ended.signal.aborted) return;
        // What came before: a first text that is large by itself is no sign of a slow reader.
        if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
        else raw.write(text);
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

  /** The user may have nothing open any more. */
  endAllOf(userIds: readonly number[]): void {
    for (const [stream, { userId }] of this.open) if (userIds.includes(userId)) stream.end();
  }

  /** In this early phase: later ones may take so long that connections are cut before the last text is sent. */
  onModuleDestroy(): void {
    for (const [stream, { farewell }] of this.open) stream.end(farewell);
  }
}
