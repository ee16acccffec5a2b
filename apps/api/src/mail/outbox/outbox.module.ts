import { Module } from '@nestjs/common';
import { Mailer } from '../mailer.js';
import { OutboxController } from './outbox.controller.js';
import { OutboxMailer } from './outbox.mailer.js';

/** Part of the program only while mails are not sent: with a mail server its address does not exist. */
@Module({
  controllers: [OutboxController],
  providers: [OutboxMailer, { provide: Mailer, useExisting: OutboxMailer }],
  exports: [Mailer],
})
export class OutboxModule {}
