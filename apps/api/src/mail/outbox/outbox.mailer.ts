import { Injectable, Logger } from '@nestjs/common';
import type { OutboxMail } from '@spawner/contracts';
import { Clock } from '../../background/clock.js';
import { type Delivery, type Mail, Mailer } from '../mailer.js';

const KEPT = 50;

/** Shows mails on /outbox and in the terminal while no mail server is set. */
@Injectable()
export class OutboxMailer extends Mailer {
  readonly kind = 'outbox';
  private readonly logger = new Logger('Outbox');
  private readonly kept: OutboxMail[] = [];
  private sent = 0;

  constructor(private readonly clock: Clock) {
    super();
  }

  /** Newest first. */
  get mails(): readonly OutboxMail[] {
    return this.kept;
  }

  async send({ to, subject, text, link }: Mail, { handOver }: Delivery): Promise<void> {
    await handOver();
    this.kept.unshift({ id: ++this.sent, to, subject, text, link, at: this.clock.now().toISOString() });
    this.kept.splice(KEPT);
    this.logger.log(`Mail to ${to}: ${link ?? subject}`);
  }

  close(): void {
    // Nothing is open.
  }
}
