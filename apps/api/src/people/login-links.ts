import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { type LinkRequest, MagicLinkRequests } from '../auth/login/magic-link-requests.js';
import { AppError } from '../errors/app-error.js';
import { newSecret } from '../signing/secret.js';
import { accountBlocked } from '../users/account-blocked.js';
import { UsersService } from '../users/users.service.js';
import type { Actor } from './person-acts.js';

/** Mails people a link that they have not requested: they cannot log in, and have asked an admin. */
@Injectable()
export class LoginLinks {
  constructor(
    private readonly users: UsersService,
    private readonly requests: MagicLinkRequests,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The person confirms the request when they open the link, because no browser of theirs has made it.
   * @returns the id of the mail
   * @throws AppError `not_found`, `not_for_class_accounts`, `account_blocked`, `too_many_mails`
   */
  async send(
    { userId: actor, ip }: Actor,
    id: number,
    request: Pick<LinkRequest, 'language' | 'from' | 'dashboard'>,
  ): Promise<string> {
    const user = await this.users.findById(id);
    if (!user) throw new AppError('not_found');
    if (user.email === null) throw new AppError('not_for_class_accounts');
    if (user.blocked) throw accountBlocked(user);
    const mailId = await this.requests.request('login', {
      ...request,
      language: user.language ?? request.language,
      email: user.email,
      browserSecret: newSecret(),
      bySetupCode: false,
    });
    await this.audit.record({ action: 'login_link_sent', actor, about: id, from: ip });
    return mailId;
  }
}
