import type { INestApplicationContext } from '@nestjs/common';
import { MailQueue } from '../src/mail/queue/mail-queue.js';

/**
 * From now on this process sends no mails. Where two share a database, each looks for mails every second, and a test that reads
 * the outbox of one would wait for a mail that the other has sent.
 */
export function leaveMails(app: INestApplicationContext): void {
  app.get(MailQueue).claim = () => Promise.resolve(null);
}
