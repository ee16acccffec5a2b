import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { pages } from '@spawner/contracts';
import { Repository } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Settings } from '../config/settings.js';
import { MagicLink } from './magic-link.entity.js';
import { hashOf, newSecret } from './secret.js';

@Injectable()
export class MagicLinksService {
  constructor(
    @InjectRepository(MagicLink) private readonly links: Repository<MagicLink>,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** A new way in for this user, as a URL. The token stands in the fragment, which no server or proxy ever logs. */
  async issue(userId: number): Promise<string> {
    const token = newSecret();
    const expiresAt = new Date(this.clock.now().getTime() + this.settings.auth.magicLinkSeconds * 1000);
    await this.links.insert({ userId, tokenHash: hashOf(token), expiresAt });
    return `${this.settings.publicUrl}${pages.confirm}#${token}`;
  }

  /** Whose link this was. One statement decides, so of many simultaneous attempts exactly one wins. */
  async consume(token: string): Promise<number> {
    const now = this.clock.now();
    const result = await this.links
      .createQueryBuilder()
      .update()
      .set({ consumedAt: now })
      .where('token_hash = :hash AND consumed_at IS NULL AND expires_at > :now', { hash: hashOf(token), now })
      .returning('user_id')
      .execute();
    const [consumed] = result.raw as { user_id: number }[];
    if (!consumed) throw new AppError('link_invalid');
    return consumed.user_id;
  }
}
