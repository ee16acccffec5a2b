import { Injectable } from '@nestjs/common';
import type { TokenResponse, User as UserAnswer } from '@spawner/contracts';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import type { ClientInfo } from '../../http/client-info.js';
import { userAnswer } from '../../users/user.answer.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AccessTokens } from '../sessions/access-tokens.service.js';
import { accessTokenLifetimes } from '../sessions/lifetimes.js';
import { type BrowserSession, SessionsService } from '../sessions/sessions.service.js';
import { LoginCodes } from './login-codes.service.js';
import { MagicLinksService } from './magic-links.service.js';

export interface BrowserLogin {
  readonly user: UserAnswer;
  readonly accessToken: string;
  readonly refreshToken: string;
}

type Way = 'link' | 'code' | 'client';

/** From a magic link or its code to a session, and from there to its renewal. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersService,
    private readonly links: MagicLinksService,
    private readonly codes: LoginCodes,
    private readonly sessions: SessionsService,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditTrail,
    private readonly settings: Settings,
  ) {}

  async clientLogin(linkToken: string, from: ClientInfo): Promise<TokenResponse> {
    const seconds = accessTokenLifetimes(this.settings).client;
    const { user, session } = await this.logIn('client', from, {
      findUser: () => this.links.consume(linkToken, null),
      openSession: (userId) => this.sessions.openForClient(userId, from),
    });
    const token = await this.tokens.issue(user, session, seconds);
    return { access_token: token, token_type: 'Bearer', expires_in: seconds, user: userAnswer(user) };
  }

  /** @param by secrets of the browser that may use the link; null once the person has confirmed that they asked for it */
  linkLogin(linkToken: string, by: readonly string[] | null, from: ClientInfo): Promise<BrowserLogin> {
    return this.browserLogin('link', from, () => this.links.consume(linkToken, by));
  }

  codeLogin(email: string, code: string, by: readonly string[], from: ClientInfo): Promise<BrowserLogin> {
    return this.browserLogin('code', from, () => this.codes.consume(email, code, by));
  }

  async renew(refreshToken: string | null, from: ClientInfo): Promise<BrowserLogin> {
    if (!refreshToken) throw new AppError('not_logged_in');
    const session = await this.sessions.refresh(refreshToken, from);
    return this.browserAnswer(await this.user(session.userId), session);
  }

  private async browserLogin(way: Way, from: ClientInfo, findUser: () => Promise<number>): Promise<BrowserLogin> {
    const openSession = (userId: number) => this.sessions.openForBrowser(userId, from);
    const { user, session } = await this.logIn(way, from, { findUser, openSession });
    return this.browserAnswer(user, session);
  }

  private async logIn<Opened>(
    way: Way,
    { ip }: ClientInfo,
    steps: { findUser: () => Promise<number>; openSession: (userId: number) => Promise<Opened> },
  ): Promise<{ user: User; session: Opened }> {
    let actor: number | null = null;
    try {
      actor = await steps.findUser();
      const session = await steps.openSession(actor);
      await this.users.markVerified(actor);
      const user = await this.user(actor);
      await this.audit.record({ action: 'login_confirmed', actor, from: ip, facts: { way } });
      return { user, session };
    } catch (error) {
      // Somebody who is only asked whether it was them has not been refused.
      if (error instanceof AppError && error.code !== 'confirmation_needed') {
        const facts = { way, reason: error.code };
        await this.audit.record({ action: 'login_refused', actor, from: ip, outcome: 'refused', facts });
      }
      throw error;
    }
  }

  private async user(id: number): Promise<User> {
    const user = await this.users.findById(id);
    if (!user) throw new AppError('not_logged_in');
    return user;
  }

  private async browserAnswer(user: User, { id, refreshToken }: BrowserSession): Promise<BrowserLogin> {
    const accessToken = await this.tokens.issue(user, id, accessTokenLifetimes(this.settings).browser);
    return { user: userAnswer(user), accessToken, refreshToken };
  }
}
