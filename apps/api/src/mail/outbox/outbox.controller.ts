import { Controller } from '@nestjs/common';
import { endpoints, type OutboxResponse } from '@spawner/contracts';
import { Public } from '../../http/public.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import { OutboxMailer } from './outbox.mailer.js';

/** Open to every visitor: whoever logs in reads their link here. Settings keep such an installation on loopback. */
@Public()
@Controller()
export class OutboxController {
  constructor(private readonly outbox: OutboxMailer) {}

  @Serves(endpoints.outbox)
  list(): OutboxResponse {
    return { mails: [...this.outbox.mails] };
  }
}
