import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/settings.js';
import type { ClientInfo } from '../../http/client-info.js';
import type { Language } from '../../i18n/language.js';
import { MailQueue } from '../../mail/queue/mail-queue.js';
import { hashOf } from '../../signing/secret.js';
import { LinkSecrets } from './link-secrets.js';
import { codeHashOf } from './login-code.js';
import { type LinkMailFacts, type LinkPurpose, secondsToDeliver } from './magic-link-mails.js';
import { MailRateLimit } from './mail-rate-limit.js';

export interface LinkRequest {
  readonly email: string;
  readonly language: Language;
  /** The secret of the browser that requests the link. */
  readonly browserSecret: string;
  readonly from: ClientInfo;
  /** Origin of the dashboard by which it is requested, and which the link opens. */
  readonly dashboard: string;
  /** Whoever requests it has shown the setup code. */
  readonly bySetupCode: boolean;
}

/**
 * Answers a request for a link in the same way and the same time for known and unknown addresses: it only puts a mail into
 * the queue. All work that depends on whether the address has an account happens when the mail is composed.
 */
@Injectable()
export class MagicLinkRequests {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rateLimit: MailRateLimit,
    private readonly queue: MailQueue,
    private readonly secrets: LinkSecrets,
    private readonly settings: Settings,
  ) {}

  /**
   * @returns the id of the mail, which only this client gets
   * @throws AppError `too_many_mails`
   */
  async request(
    purpose: LinkPurpose,
    { email, language, browserSecret, from, dashboard, bySetupCode }: LinkRequest,
  ): Promise<string> {
    const id = randomUUID();
    const facts: LinkMailFacts = {
      language,
      from,
      dashboard,
      bySetupCode,
      browserHash: hashOf(browserSecret).toString('hex'),
      codeHash: codeHashOf(browserSecret, this.secrets.codeOf(id)).toString('hex'),
    };
    await this.dataSource.transaction(async (manager) => {
      await this.rateLimit.take(email, id, manager);
      const seconds = secondsToDeliver(this.settings);
      await this.queue.add({ id, kind: purpose, to: email, facts: { ...facts }, seconds }, manager);
    });
    this.queue.wake();
    return id;
  }
}
