import { Controller, Param } from '@nestjs/common';
import { endpoints, type MailStatus } from '@spawner/contracts';
import { z } from 'zod';
import { AppError } from '../../errors/app-error.js';
import { Public } from '../../http/public.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import { MailQueue } from './mail-queue.js';

/** Public: only the client that has requested a mail knows its id. */
@Public()
@Controller()
export class MailStatusController {
  constructor(private readonly queue: MailQueue) {}

  @Serves(endpoints.mailStatus)
  status(@Param('id') id: string): Promise<MailStatus> {
    if (!z.uuid().safeParse(id).success) throw new AppError('not_found');
    return this.queue.status(id);
  }
}
