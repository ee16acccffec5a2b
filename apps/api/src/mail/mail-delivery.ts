import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { MailRefused } from './mail-refused.error.js';
import { type Mail, Mailer } from './mailer.js';

/** Pauses between the three tries, in milliseconds. */
const BACK_OFF = [1000, 5000];

/** How long a shutdown waits for mails that users expect. */
const SHUTDOWN_DEADLINE = 10_000;

/** Sends mails after the answer to the request that caused them. */
@Injectable()
export class MailDelivery implements OnModuleDestroy {
  private readonly logger = new Logger(MailDelivery.name);
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly mailer: Mailer) {}

  get pending(): number {
    return this.underWay.size;
  }

  /** @param compose gives null where no mail is to be sent */
  afterwards(compose: () => Promise<Mail | null>): void {
    const task = this.deliver(compose)
      .catch((error: unknown) => {
        this.logger.error({ err: error }, 'A mail could not be sent.');
      })
      .finally(() => this.underWay.delete(task));
    this.underWay.add(task);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.pending === 0) return;
    this.logger.log(`Waiting for ${String(this.pending)} mail(s) that are being sent.`);
    const deadline = new AbortController();
    await Promise.race([
      Promise.all(this.underWay),
      delay(SHUTDOWN_DEADLINE, undefined, { signal: deadline.signal }).catch(() => undefined),
    ]);
    deadline.abort();
    if (this.pending > 0) this.logger.error(`${String(this.pending)} mail(s) were not sent before the shutdown.`);
  }

  private async deliver(compose: () => Promise<Mail | null>): Promise<void> {
    const mail = await compose();
    if (!mail) return;
    for (const pause of BACK_OFF) {
      try {
        await this.mailer.send(mail);
        return;
      } catch (error) {
        if (error instanceof MailRefused) throw error;
        this.logger.warn({ err: error }, `A mail was not accepted; the next try is in ${String(pause / 1000)} s.`);
        await delay(pause);
      }
    }
    await this.mailer.send(mail);
  }
}
