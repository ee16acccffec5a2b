import { Controller } from '@nestjs/common';
import { endpoints, type OutboxResponse } from '@spawner/contracts';
import { Public } from '../../http/public.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import { OutboxMailer } from './outbox.mailer.js';

/** Public, because people read their login links here. Settings bind such an installation to loopback. */
@Public()
@Controller()
export class OutboxController {
  constructor(private readonly outbox: OutboxMailer) {}

  @Serves(endpoints.outbox)
  list(): OutboxResponse {
    return { mails: [...this.outbox.mails] };
  }
}
