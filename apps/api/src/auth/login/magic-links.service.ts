import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type AskedBy, pages } from '@spawner/contracts';
import { IsNull, MoreThan, Repository } from 'typeorm';
import { Clock } from '../../background/clock.js';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import type { ClientInfo } from '../../http/client-info.js';
import { hashOf, newSecret } from '../../signing/secret.js';
import { UsersService } from '../../users/users.service.js';
import { codeHashOf, newCode } from './login-code.js';
import { MagicLink } from './magic-link.entity.js';

/** Why this link may be used: it is opened in the browser that requested it, or its owner has confirmed the request. */
export type Proof = { readonly browser: readonly string[] } | { readonly confirmed: true };

export interface LinkRequest {
  /** The secret of the browser that requests the link. */
  readonly browserSecret: string;
  readonly from: ClientInfo;
  /** Origin of the dashboard by which it is requested, and which the link opens. */
  readonly dashboard: string;
}

export interface IssuedLink {
  readonly link: string;
  readonly code: string;
}

@Injectable()
export class MagicLinksService {
  constructor(
    @InjectRepository(MagicLink) private readonly links: Repository<MagicLink>,
    private readonly users: UsersService,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** The token stands in the URL's fragment, which no server and no proxy logs. */
  async issue(userId: number, { browserSecret, from, dashboard }: LinkRequest): Promise<IssuedLink> {
    const token = newSecret();
    const code = newCode();
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + this.settings.auth.magicLinkSeconds * 1000);
    const hashes = {
      tokenHash: hashOf(token),
      browserHash: hashOf(browserSecret),
      codeHash: codeHashOf(browserSecret, code),
    };
    await this.links.insert({ userId, ...hashes, ...from, createdAt, expiresAt });
    return { link: `${dashboard}${pages.confirm}#${token}`, code };
  }

  /**
   * Uses the link up. One statement decides, so of many simultaneous attempts exactly one wins.
   * @returns the id of its user
   * @throws AppError `confirmation_needed`, `link_invalid`
   */
  async consume(token: string, proof: Proof, manager = this.links.manager): Promise<number> {
    const now = this.clock.now();
    const update = manager
      .createQueryBuilder()
      .update(MagicLink)
      .set({ consumedAt: now })
      .where('token_hash = :hash AND consumed_at IS NULL AND expires_at > :now', { hash: hashOf(token), now })
      .returning('user_id');
    if ('browser' in proof) update.andWhere('asked_hash = ANY(:hashes)', { hashes: proof.browser.map(hashOf) });
    const [consumed] = (await update.execute()).raw as { user_id: number }[];
    if (consumed) return consumed.user_id;
    const needsConfirmation = 'browser' in proof && (await this.findOpen(token, manager)) !== null;
    throw new AppError(needsConfirmation ? 'confirmation_needed' : 'link_invalid');
  }

  async askedBy(token: string): Promise<AskedBy> {
    const link = await this.findOpen(token);
    const user = link && (await this.users.findById(link.userId));
    if (!user) throw new AppError('link_invalid');
    const { browser, system, ip, createdAt } = link;
    return { browser, system, ip, at: createdAt.toISOString(), email: user.email };
  }

  /** Every link that could still log this user in. */
  async closeAllOf(userId: number): Promise<void> {
    await this.links.update({ userId, consumedAt: IsNull() }, { consumedAt: this.clock.now() });
  }

  private findOpen(token: string, manager = this.links.manager): Promise<MagicLink | null> {
    const open = { consumedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
    return manager.findOneBy(MagicLink, { tokenHash: hashOf(token), ...open });
  }
}
