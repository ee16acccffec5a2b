import { Controller, Req } from '@nestjs/common';
import { endpoints, type OutboxResponse } from '@spawner/contracts';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import { isOwnHost } from '../../http/dashboard-origin.js';
import { Public } from '../../http/public.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import { OutboxMailer } from './outbox.mailer.js';

/** Public, because people read their login links here. Settings bind such an installation to loopback. */
@Public()
@Controller()
export class OutboxController {
  constructor(
    private readonly outbox: OutboxMailer,
    private readonly settings: Settings,
  ) {}

  @Serves(endpoints.outbox)
  list(@Req() { host }: FastifyRequest): OutboxResponse {
    if (!isOwnHost(host, this.settings.publicUrl)) throw new AppError('foreign_origin');
    return { mails: [...this.outbox.mails] };
  }
}
