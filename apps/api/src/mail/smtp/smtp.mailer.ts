import { Injectable, Logger } from '@nestjs/common';
import { MailerService } from '@nestjs-modules/mailer';
import { Clock } from '../../background/clock.js';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import { MailRefused } from '../mail-refused.error.js';
import { type Mail, Mailer } from '../mailer.js';

/** How long a successful check of the mail server counts. */
const TRUST = 30_000;

@Injectable()
export class SmtpMailer extends Mailer {
  readonly kind = 'smtp';
  private readonly logger = new Logger(SmtpMailer.name);
  private verifiedAt = 0;
  private verifying: Promise<void> | null = null;

  constructor(
    private readonly mailer: MailerService,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    super();
  }

  async ready(): Promise<void> {
    if (this.clock.now().getTime() - this.verifiedAt < TRUST) return;
    this.verifying ??= this.verify().finally(() => (this.verifying = null));
    await this.verifying;
  }

  async send({ to, subject, text, html }: Mail): Promise<void> {
    try {
      // Tells out-of-office programs not to answer (RFC 3834).
      const headers = { 'Auto-Submitted': 'auto-generated' };
      // As an object: nodemailer parses text as a list of addresses with names.
      const reader = { name: '', address: to };
      await this.mailer.sendMail({ from: this.settings.mail.from, to: reader, subject, text, html, headers });
    } catch (error) {
      this.verifiedAt = 0;
      throw isFinal(error) ? new MailRefused(error) : error;
    }
  }

  private async verify(): Promise<void> {
    try {
      await this.mailer.getTransporter().verify();
      this.verifiedAt = this.clock.now().getTime();
    } catch (error) {
      this.logger.warn({ err: error }, 'The mail server does not answer as it should: check the SMTP_ settings.');
      throw new AppError('mail_unavailable', {}, { cause: error });
    }
  }
}

/** SMTP's 5xx replies are final, its 4xx replies mean "later" (RFC 5321, 4.2.1). */
const isFinal = (error: unknown): error is Error =>
  error instanceof Error && 'responseCode' in error && Number(error.responseCode) >= 500;
