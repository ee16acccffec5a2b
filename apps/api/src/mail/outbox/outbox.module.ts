import { Module } from '@nestjs/common';
import { Mailer } from '../mailer.js';
import { OutboxController } from './outbox.controller.js';
import { OutboxMailer } from './outbox.mailer.js';

/** Imported only where no mail server is set: its endpoint must not exist otherwise. */
@Module({
  controllers: [OutboxController],
  providers: [OutboxMailer, { provide: Mailer, useExisting: OutboxMailer }],
  exports: [Mailer],
})
export class OutboxModule {}
