import { type DynamicModule, Module } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { Mailer } from '../mailer.js';
import { SmtpMailer } from './smtp.mailer.js';
import { type SmtpSettings, smtpTransport } from './smtp-transport.js';

@Module({})
export class SmtpModule {
  static with(smtp: SmtpSettings): DynamicModule {
    return {
      module: SmtpModule,
      imports: [MailerModule.forRoot({ transport: smtpTransport(smtp) })],
      providers: [{ provide: Mailer, useClass: SmtpMailer }],
      exports: [Mailer],
    };
  }
}
