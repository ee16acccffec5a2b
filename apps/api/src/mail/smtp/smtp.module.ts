import { type DynamicModule, Module } from '@nestjs/common';
import { MailerModule } from '@nestjs-modules/mailer';
import { Mailer } from '../mailer.js';
import { SmtpMailer } from './smtp.mailer.js';
import type { SmtpSettings } from './smtp-options.js';
import { SmtpTransport } from './smtp-transport.js';

@Module({})
export class SmtpModule {
  static with(smtp: SmtpSettings): DynamicModule {
    const transport = new SmtpTransport(smtp);
    return {
      module: SmtpModule,
      imports: [MailerModule.forRoot({ transport })],
      providers: [
        { provide: SmtpTransport, useValue: transport },
        { provide: Mailer, useClass: SmtpMailer },
      ],
      exports: [Mailer],
    };
  }
}
