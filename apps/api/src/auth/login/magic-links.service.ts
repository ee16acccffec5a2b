import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type AskedBy, pages } from '@spawner/contracts';
import { IsNull, MoreThan, Repository } from 'typeorm';
import { Clock } from '../../background/clock.js';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import type { ClientInfo } from '../../http/client-info.js';
import { hashOf, newSecret } from '../../signing/secret.js';
import { User } from '../../users/user.entity.js';
import { codeHashOf, newCode } from './login-code.js';
import { MagicLink } from './magic-link.entity.js';

export interface LinkRequest {
  /** The secret of the browser that asks. */
  readonly asked: string;
  readonly from: ClientInfo;
}

export interface IssuedLink {
  readonly link: string;
  readonly code: string;
}

@Injectable()
export class MagicLinksService {
  constructor(
    @InjectRepository(MagicLink) private readonly links: Repository<MagicLink>,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** A new way in for this user. The token stands in the URL's fragment, which no server or proxy ever logs. */
  async issue(userId: number, { asked, from }: LinkRequest): Promise<IssuedLink> {
    const token = newSecret();
    const code = newCode();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + this.settings.auth.magicLinkSeconds * 1000);
    const hashes = { tokenHash: hashOf(token), askedHash: hashOf(asked), codeHash: codeHashOf(asked, code) };
    await this.links.insert({ userId, ...hashes, ...from, createdAt, expiresAt });
    return { link: `${this.settings.publicUrl}${pages.confirm}#${token}`, code };
  }

  /**
   * Whose link this was. One statement decides, so of many simultaneous attempts exactly one wins.
   * @param by secrets of the browsers that may; null is any
   */
  async consume(token: string, by: readonly string[] | null): Promise<number> {
    const now = this.clock.now();
    const update = this.links
      .createQueryBuilder()
      .update()
      .set({ consumedAt: now })
      .where('token_hash = :hash AND consumed_at IS NULL AND expires_at > :now', { hash: hashOf(token), now })
      .returning('user_id');
    if (by) update.andWhere('asked_hash = ANY(:asked)', { asked: by.map(hashOf) });
    const [consumed] = (await update.execute()).raw as { user_id: number }[];
    if (consumed) return consumed.user_id;
    throw new AppError(by && (await this.findOpen(token)) ? 'confirmation_needed' : 'link_invalid');
  }

  async askedBy(token: string): Promise<AskedBy> {
    const link = await this.findOpen(token);
    const user = link && (await this.links.manager.findOneBy(User, { id: link.userId }));
    if (!user) throw new AppError('link_invalid');
    const { browser, system, ip, createdAt } = link;
    return { browser, system, ip, at: createdAt.toISOString(), email: user.email };
  }

  /** Every link that this user could still log in with. */
  async closeAllOf(userId: number): Promise<void> {
    await this.links.update({ userId, consumedAt: IsNull() }, { consumedAt: this.clock.now() });
  }

  private findOpen(token: string): Promise<MagicLink | null> {
    const open = { consumedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
    return this.links.findOneBy({ tokenHash: hashOf(token), ...open });
  }
}
