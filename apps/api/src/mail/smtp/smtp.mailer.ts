import { Injectable } from '@nestjs/common';
import { MailerService } from '@nestjs-modules/mailer';
import { Settings } from '../../config/settings.js';
import { type Delivery, type Mail, Mailer } from '../mailer.js';
import { type DeliveredMail, SmtpTransport } from './smtp-transport.js';

@Injectable()
export class SmtpMailer extends Mailer {
  readonly kind = 'smtp';

  constructor(
    private readonly mailer: MailerService,
    private readonly transport: SmtpTransport,
    private readonly settings: Settings,
  ) {
    super();
  }

  async send({ to, subject, text, html }: Mail, delivery: Delivery): Promise<void> {
    const { from, smtp } = this.settings.mail;
    const mail: DeliveredMail = {
      from,
      // As an object: nodemailer parses text as a list of addresses with names.
      to: { name: '', address: to },
      subject,
      text,
      html,
      date: delivery.date,
      messageId: `<${delivery.id}@${smtp?.helloName ?? ''}>`,
      // Tells out-of-office programs not to answer (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
      delivery,
    };
    await this.mailer.sendMail(mail);
  }

  close(): void {
    this.transport.close();
  }
}
