import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Clock } from '../background/clock.js';
import { hashOf } from '../signing/secret.js';
import { ShareLink } from './share-link.entity.js';
import type { ShownLink } from './share-link-entry.js';

interface Row {
  readonly id: string;
  readonly user_id: number;
  readonly slug: string;
  readonly type: string;
  readonly expires_at: Date;
}

/** Looks up the link that a visitor shows at a service's door, and notes the day. */
@Injectable()
export class ShareEntry {
  constructor(
    @InjectRepository(ShareLink) private readonly links: Repository<ShareLink>,
    private readonly clock: Clock,
  ) {}

  /** Null for what is no link, or none any more. */
  async find(secret: string): Promise<ShownLink | null> {
    const now = this.clock.now();
    const [row] = await this.links.query<Row[]>(
      `SELECT link.id, link.user_id, users.slug, link.container_type AS type, link.expires_at
       FROM share_link link JOIN users ON users.id = link.user_id
       WHERE link.secret_hash = $1 AND link.ended_at IS NULL AND link.expires_at > $2`,
      [hashOf(secret), now],
    );
    if (!row) return null;
    const secondsLeft = Math.floor((row.expires_at.getTime() - now.getTime()) / 1000);
    return { id: row.id, route: { userId: row.user_id, slug: row.slug, type: row.type }, secondsLeft };
  }

  async noteUse({ id }: ShownLink): Promise<void> {
    const now = this.clock.now();
    const today = new Date(now.toISOString().slice(0, 10));
    await this.links.query(
      'UPDATE share_link SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)',
      [id, now, today],
    );
  }
}
