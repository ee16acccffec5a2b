import { Injectable, Logger } from '@nestjs/common';
import type { TokenResponse, User as UserAnswer } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import type { ClientInfo } from '../../http/client-info.js';
import { ApprovalDigest } from '../../registration/approval-digest.js';
import { Newcomers } from '../../registration/newcomers.js';
import { userAnswer } from '../../users/user.answer.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { AccessTokens } from '../sessions/access-tokens.js';
import { accessTokenLifetimes } from '../sessions/lifetimes.js';
import type { BrowserTokens } from '../sessions/session-cookies.js';
import { type CardSession, SessionsService } from '../sessions/sessions.service.js';
import { type EnteredCode, LoginCodes } from './login-codes.js';
import { MagicLinksService, type Proof } from './magic-links.service.js';

export interface BrowserLogin {
  readonly user: UserAnswer;
  readonly tokens: BrowserTokens;
}

type Way = 'link' | 'code' | 'client';

interface Link {
  readonly token: string;
  readonly proof: Proof;
}

/** Opens sessions by magic links and their codes, and renews them. */
@Injectable()
export class LoginService {
  private readonly logger = new Logger(LoginService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly links: MagicLinksService,
    private readonly codes: LoginCodes,
    private readonly sessions: SessionsService,
    private readonly newcomers: Newcomers,
    private readonly digest: ApprovalDigest,
    private readonly tokens: AccessTokens,
    private readonly audit: AuditTrail,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async clientLogin(token: string, from: ClientInfo): Promise<TokenResponse> {
    const seconds = accessTokenLifetimes(this.settings).client;
    const { user, sessionId } = await this.logIn('client', { token, proof: { confirmed: true } }, from);
    const accessToken = await this.tokens.issue(user, sessionId, seconds);
    return { access_token: accessToken, token_type: 'Bearer', expires_in: seconds, user: userAnswer(user) };
  }

  async linkLogin(token: string, proof: Proof, from: ClientInfo): Promise<BrowserLogin> {
    const { user, sessionId } = await this.logIn('link', { token, proof }, from);
    return this.browserLogin(user, sessionId, this.sessions.firstRefreshToken(sessionId));
  }

  async codeLogin(code: EnteredCode, from: ClientInfo): Promise<BrowserLogin> {
    const { user, sessionId } = await this.logIn('code', code, from);
    return this.browserLogin(user, sessionId, this.sessions.firstRefreshToken(sessionId));
  }

  async renew(refreshToken: string | null, from: ClientInfo): Promise<BrowserLogin> {
    if (!refreshToken) throw new AppError('not_logged_in');
    const session = await this.sessions.refresh(refreshToken, from);
    return this.browserLogin(await this.users.get(session.userId), session.id, session.refreshToken, session.card);
  }

  /**
   * All or nothing: a link is not used up without a session. The audit event is stored afterwards, because people must be
   * able to log in also while none can be stored.
   */
  private async logIn(
    way: Way,
    credentials: Link | EnteredCode,
    from: ClientInfo,
  ): Promise<{ user: User; sessionId: string }> {
    let actor: number | null = null;
    try {
      const usable = 'code' in credentials ? await this.codes.match(credentials) : credentials;
      const login = await this.dataSource.transaction(async (manager) => {
        const owner = Array.isArray(usable)
          ? await this.codes.consume(usable, manager)
          : await this.links.consume(usable.token, usable.proof, manager);
        actor = await this.links.accountOf(owner, manager);
        await this.newcomers.confirm(actor, owner.by_setup_code, from.ip, manager);
        const sessionId = await this.sessions.open(actor, way === 'client' ? 'client' : 'browser', from, manager);
        return { user: await this.users.get(actor, manager), sessionId };
      });
      if (login.user.approval === 'waiting') this.tellAdmins();
      await this.audit.record({ action: 'login_confirmed', actor, from: from.ip, facts: { way } });
      return login;
    } catch (error) {
      // A request for confirmation is not a refusal.
      if (error instanceof AppError && error.code !== 'confirmation_needed') {
        const facts = { way, reason: error.code };
        await this.audit.record({ action: 'login_refused', actor, from: from.ip, outcome: 'refused', facts });
      }
      throw error;
    }
  }

  /** Not waited for; the loop tries again. */
  private tellAdmins(): void {
    this.digest.send().catch((error: unknown) => {
      this.logger.warn({ err: error }, 'could not tell the admins who waits for approval');
    });
  }

  /** Issues the tokens of a session that was just opened or renewed. */
  async browserLogin(
    user: User,
    sessionId: string,
    refreshToken: string,
    card: CardSession | null = null,
  ): Promise<BrowserLogin> {
    const secondsLeft = card ? this.secondsUntil(card.endsAt) : Infinity;
    const lifetime = Math.min(accessTokenLifetimes(this.settings).browser, secondsLeft);
    const accessToken = await this.tokens.issue(user, sessionId, lifetime);
    return {
      user: userAnswer(user),
      tokens: {
        ...{ userId: user.id, sessionId, waits: user.approval !== 'granted', accessToken, refreshToken },
        card: card && {
          ...{ secondsLeft, ownDevice: card.ownDevice },
          endsAt: Math.floor(card.endsAt.getTime() / 1000),
        },
      },
    };
  }

  private secondsUntil(moment: Date): number {
    return Math.max(1, Math.floor((moment.getTime() - this.clock.now().getTime()) / 1000));
  }
}
