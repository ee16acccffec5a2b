import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { SmtpModule } from './smtp/smtp.module.js';

/** Mails go to the mail server of the settings, or to the outbox where none is set. */
@Module({})
export class MailModule {
  static with({ mail: { smtp } }: Settings): DynamicModule {
    const adapter = smtp ? SmtpModule : OutboxModule;
    return {
      module: MailModule,
      global: true,
      imports: [adapter],
      exports: [adapter],
    };
  }
}
