import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { NewShareLink } from '@spawner/contracts';
import { type EntityManager, type FindOptionsWhere, In, IsNull, MoreThan, Repository } from 'typeorm';
import type { z } from 'zod';
import { AuditTrail } from '../audit/audit-trail.js';
import { RevokedSessions } from '../auth/sessions/revoked-sessions.js';
import { Clock } from '../background/clock.js';
import type { ContainerKey, ContainerRef } from '../container-ref/container-ref.js';
import { UserContainerRepository } from '../containers/user-container.repository.js';
import { AppError } from '../errors/app-error.js';
import type { ClientInfo } from '../http/client-info.js';
import { hashOf, newSecret } from '../signing/secret.js';
import { UserBlocks } from '../users/user-blocks.js';
import { ShareLink } from './share-link.entity.js';

const HOUR = 3_600_000;
/** Of one container: an owner has to be able to oversee them. */
const MOST = 20;

interface LiveRow {
  readonly id: string;
  readonly user_id: number;
  readonly slug: string;
  readonly type: string;
  readonly expires_at: Date;
}

/** A link that opens a service. */
export interface LiveShareLink {
  readonly id: string;
  readonly route: ContainerRef;
  readonly secondsLeft: number;
}

@Injectable()
export class ShareLinks {
  constructor(
    @InjectRepository(ShareLink) private readonly links: Repository<ShareLink>,
    private readonly revoked: RevokedSessions,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
    private readonly containers: UserContainerRepository,
    blocks: UserBlocks,
  ) {
    containers.removed.add((keys, manager) => this.endAllOf(keys, manager));
    blocks.enforced.add((userIds, manager) => this.endAllOfOwners(userIds, manager));
  }

  /** Those that have not ended, the newest first. */
  listOf(key: ContainerKey): Promise<ShareLink[]> {
    return this.links.find({ where: this.liveOf(key), order: { createdAt: 'DESC' } });
  }

  /**
   * @returns with the secret, of which only the hash is stored
   * @throws AppError `no_container`, `too_many_shares`
   */
  async create(
    { userId, type }: ContainerKey,
    options: z.output<typeof NewShareLink>,
    { ip }: ClientInfo,
  ): Promise<{ secret: string; details: ShareLink }> {
    const secret = newSecret();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + options.expires_in_hours * HOUR);
    const details = this.links.create({
      id: randomUUID(),
      userId,
      type,
      label: options.label ?? null,
      secretHash: hashOf(secret),
      createdAt,
      expiresAt,
      lastUsedAt: null,
      endedAt: null,
    });
    await this.links.manager.transaction(async (manager) => {
      if (!(await this.containers.lockForShare({ userId, type }, manager))) throw new AppError('no_container');
      if ((await manager.countBy(ShareLink, this.liveOf({ userId, type }))) >= MOST)
        throw new AppError('too_many_shares', { most: MOST });
      await manager.insert(ShareLink, details);
    });
    const facts = { type, hours: options.expires_in_hours };
    await this.audit.record({ action: 'share_created', actor: userId, subject: details.id, from: ip, facts });
    return { secret, details };
  }

  /** Null for a secret of no link, or of one that has ended. */
  async find(secret: string): Promise<LiveShareLink | null> {
    const now = this.clock.now();
    const [row] = await this.links.query<LiveRow[]>(
      `SELECT link.id, link.user_id, users.slug, link.container_type AS type, link.expires_at
       FROM share_link link JOIN users ON users.id = link.user_id
       WHERE link.secret_hash = $1 AND link.ended_at IS NULL AND link.expires_at > $2`,
      [hashOf(secret), now],
    );
    if (!row) return null;
    const secondsLeft = Math.floor((row.expires_at.getTime() - now.getTime()) / 1000);
    return { id: row.id, route: { userId: row.user_id, slug: row.slug, type: row.type }, secondsLeft };
  }

  /** Once a day is enough for its owner, and spares a write at each use. */
  async noteUse(id: string): Promise<void> {
    const now = this.clock.now();
    const today = new Date(now.toISOString().slice(0, 10));
    await this.links.query(
      'UPDATE share_link SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)',
      [id, now, today],
    );
  }

  async end(key: ContainerKey, id: string, { ip }: ClientInfo): Promise<void> {
    const { affected } = await this.links.update({ id, ...this.liveOf(key) }, { endedAt: this.clock.now() });
    if (!affected) throw new AppError('not_found');
    // Cuts open responses of this process at once; the database notifies the other processes.
    this.revoked.add(id);
    await this.audit.record({ action: 'share_ended', actor: key.userId, subject: id, from: ip });
  }

  /** Ends those that have expired, which cuts their guests' open responses, and deletes them once no pass can refer to them. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    await this.links.query('UPDATE share_link SET ended_at = $1 WHERE ended_at IS NULL AND expires_at <= $1', [now]);
    await this.links.query('DELETE FROM share_link WHERE ended_at IS NOT NULL AND expires_at <= $1', [
      new Date(now.getTime() - HOUR),
    ]);
  }

  private async endAllOf(containers: readonly ContainerKey[], manager: EntityManager): Promise<void> {
    await manager.query(
      `UPDATE share_link SET ended_at = $3 FROM unnest($1::int[], $2::text[]) AS container (user_id, type)
       WHERE share_link.user_id = container.user_id AND share_link.container_type = container.type AND ended_at IS NULL`,
      [containers.map(({ userId }) => userId), containers.map(({ type }) => type), this.clock.now()],
    );
  }

  private async endAllOfOwners(userIds: readonly number[], manager: EntityManager): Promise<void> {
    await manager.update(ShareLink, { userId: In(userIds), endedAt: IsNull() }, { endedAt: this.clock.now() });
  }

  private liveOf({ userId, type }: ContainerKey): FindOptionsWhere<ShareLink> {
    return { userId, type, endedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
  }
}
