import { Module } from '@nestjs/common';
import { MailQueue } from './mail-queue.js';
import { MailStatusController } from './mail-status.controller.js';
import { MailWorker } from './mail-worker.js';

/**
 * Not part of the global MailModule: Nest shuts down global modules last, and the database must outlive the mails that
 * are still being sent.
 */
@Module({ controllers: [MailStatusController], providers: [MailQueue, MailWorker], exports: [MailQueue] })
export class MailQueueModule {}
