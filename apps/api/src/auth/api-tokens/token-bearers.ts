import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { API_TOKEN_PREFIX, type ApiScope } from '@spawner/contracts';
import { IsNull, Repository } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import type { Principal } from '../../http/principal.js';
import { hashOf } from '../../signing/secret.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { ApiToken } from './api-token.entity.js';

/** Precision of "last used": a program that sends ten requests a second causes one write a minute. */
const LAST_USED_MS = 60_000;

export const isApiToken = (token: string): boolean => token.startsWith(API_TOKEN_PREFIX);

/** Authenticates requests that carry a personal API token. */
@Injectable()
export class TokenBearers {
  constructor(
    @InjectRepository(ApiToken) private readonly tokens: Repository<ApiToken>,
    private readonly users: UsersService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /**
   * @param scope the scope that the request needs; null where no API token is accepted
   * @throws AppError `not_logged_in`, `scope_missing`
   */
  async authenticate(text: string, scope: ApiScope | null, ip: string): Promise<Principal> {
    const found = await this.find(text);
    if (!found) throw new AppError('not_logged_in');
    const { token, user } = found;
    await this.noteUse(token, ip);
    if (!scope || !token.scopes.includes(scope)) {
      const facts = { name: token.name, needed: scope };
      void this.audit.record({
        action: 'token_refused',
        actor: user.id,
        subject: token.id,
        from: ip,
        outcome: 'refused',
        facts,
      });
      throw new AppError('scope_missing');
    }
    const expiresAt = Math.floor(token.expiresAt.getTime() / 1000);
    return {
      userId: user.id,
      slug: user.slug,
      // Accounts of a class cannot make API tokens.
      classId: null,
      login: 'token',
      waits: user.approval !== 'granted',
      sessionId: token.id,
      expiresAt,
    };
  }

  private async find(text: string): Promise<{ token: ApiToken; user: User } | null> {
    const token = await this.tokens.findOneBy({ tokenHash: hashOf(text) });
    if (!token || token.expiresAt <= this.clock.now()) return null;
    const user = await this.users.findById(token.userId);
    return user && !user.blocked ? { token, user } : null;
  }

  private async noteUse({ id, userId, name, lastUsedAt }: ApiToken, ip: string): Promise<void> {
    const now = this.clock.now();
    if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < LAST_USED_MS) return;
    const unchanged = lastUsedAt ? { id } : { id, lastUsedAt: IsNull() };
    const { affected } = await this.tokens.update(unchanged, { lastUsedAt: now, lastUsedIp: ip });
    if (lastUsedAt || !affected) return;
    await this.audit.record({ action: 'token_first_used', actor: userId, subject: id, from: ip, facts: { name } });
  }
}
