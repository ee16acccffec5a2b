import { Module } from '@nestjs/common';
import { MailDelivery } from './mail-delivery.js';

/**
 * Not part of the global MailModule: Nest shuts down global modules last, and the connections to the mail server must
 * outlive the mails that are still being sent.
 */
@Module({ providers: [MailDelivery], exports: [MailDelivery] })
export class MailDeliveryModule {}
