import { Injectable } from '@nestjs/common';
import type { TokenResponse, User as UserAnswer } from '@spawner/contracts';
import { AppError } from '../common/app-error.js';
import { Settings } from '../config/settings.js';
import { userAnswer } from '../users/user.answer.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AccessTokens } from './access-tokens.service.js';
import { accessTokenLifetimes } from './lifetimes.js';
import { MagicLinksService } from './magic-links.service.js';
import { SessionsService } from './sessions.service.js';

export interface BrowserLogin<RefreshToken> {
  readonly user: UserAnswer;
  readonly accessToken: string;
  readonly refreshToken: RefreshToken;
}

/** From a magic link to a session, and from there to its end. */
@Injectable()
export class LoginService {
  constructor(
    private readonly users: UsersService,
    private readonly links: MagicLinksService,
    private readonly sessions: SessionsService,
    private readonly tokens: AccessTokens,
    private readonly settings: Settings,
  ) {}

  async clientLogin(linkToken: string): Promise<TokenResponse> {
    const user = await this.ownerOf(linkToken);
    const seconds = accessTokenLifetimes(this.settings).client;
    const token = await this.tokens.issue(user, await this.sessions.openForClient(user.id), seconds);
    return { access_token: token, token_type: 'Bearer', expires_in: seconds, user: userAnswer(user) };
  }

  async browserLogin(linkToken: string): Promise<BrowserLogin<string>> {
    const user = await this.ownerOf(linkToken);
    const { id, refreshToken } = await this.sessions.openForBrowser(user.id);
    return this.browserAnswer(user, id, refreshToken);
  }

  async renew(refreshToken: string | null): Promise<BrowserLogin<string | null>> {
    if (!refreshToken) throw new AppError('not_logged_in');
    const session = await this.sessions.refresh(refreshToken);
    return this.browserAnswer(await this.user(session.userId), session.id, session.refreshToken);
  }

  /** Ends whatever session these belong to; quietly nothing where they belong to none. */
  async logout(accessToken: string | null, refreshToken: string | null): Promise<void> {
    const principal = accessToken && (await this.tokens.read(accessToken));
    if (principal) await this.sessions.revoke(principal.sessionId);
    if (refreshToken) await this.sessions.revokeByRefreshToken(refreshToken);
  }

  private async ownerOf(linkToken: string): Promise<User> {
    const userId = await this.links.consume(linkToken);
    await this.users.markVerified(userId);
    return this.user(userId);
  }

  private async user(id: number): Promise<User> {
    const user = await this.users.findById(id);
    if (!user) throw new AppError('not_logged_in');
    return user;
  }

  private async browserAnswer<Token>(user: User, sessionId: string, refreshToken: Token): Promise<BrowserLogin<Token>> {
    const accessToken = await this.tokens.issue(user, sessionId, accessTokenLifetimes(this.settings).browser);
    return { user: userAnswer(user), accessToken, refreshToken };
  }
}
