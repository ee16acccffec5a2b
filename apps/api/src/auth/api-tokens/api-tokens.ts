import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { API_TOKEN_PREFIX, type NewApiToken, roleOfScope } from '@spawner/contracts';
import { Repository } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { InvalidRequest } from '../../errors/invalid-request.error.js';
import type { ClientInfo } from '../../http/client-info.js';
import { hashOf, newSecret } from '../../signing/secret.js';
import { UsersService } from '../../users/users.service.js';
import { RevokedSessions } from '../sessions/revoked-sessions.js';
import { ApiToken } from './api-token.entity.js';

const DAY = 86_400_000;

@Injectable()
export class ApiTokens {
  constructor(
    @InjectRepository(ApiToken) private readonly tokens: Repository<ApiToken>,
    private readonly users: UsersService,
    private readonly revoked: RevokedSessions,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Newest first, including expired ones. */
  listOf(userId: number): Promise<ApiToken[]> {
    return this.tokens.find({ where: { userId }, order: { createdAt: 'DESC' } });
  }

  /** @returns the token itself as well: only its hash is stored, so it cannot be shown again */
  async create(userId: number, wish: NewApiToken, from: ClientInfo): Promise<{ token: string; details: ApiToken }> {
    await this.checkScopes(userId, wish.scopes);
    const token = API_TOKEN_PREFIX + newSecret();
    const { name, scopes } = wish;
    const createdAt = this.clock.now();
    const details = this.tokens.create({
      id: randomUUID(),
      userId,
      name,
      tokenHash: hashOf(token),
      scopes,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + wish.expires_in_days * DAY),
      lastUsedAt: null,
      lastUsedIp: null,
    });
    await this.tokens.insert(details);
    const facts = { name, scopes: scopes.join(' '), days: wish.expires_in_days };
    await this.audit.record({ action: 'token_created', actor: userId, subject: details.id, from: from.ip, facts });
    return { token, details };
  }

  private async checkScopes(userId: number, scopes: NewApiToken['scopes']): Promise<void> {
    const needed = scopes.map(roleOfScope).filter((role) => role !== null);
    if (needed.length === 0) return;
    const role = await this.users.roleOf(userId);
    const missing = needed.find((one) => role !== 'admin' && role !== one);
    if (missing) throw new InvalidRequest([{ path: ['scopes'], message: `needs the role ${missing}` }]);
  }

  async revoke(userId: number, id: string, { ip }: ClientInfo): Promise<void> {
    const { affected } = await this.tokens.delete({ id, userId });
    if (!affected) throw new AppError('not_found');
    // Ends the streams that are open with this token, as with a session.
    this.revoked.add(id);
    await this.audit.record({ action: 'token_revoked', actor: userId, subject: id, from: ip });
  }
}
