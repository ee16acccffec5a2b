import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { AskedBy } from '@spawner/contracts';
import { type EntityManager, IsNull, MoreThan, Repository } from 'typeorm';
import { Clock } from '../../background/clock.js';
import { Settings } from '../../config/settings.js';
import { AppError } from '../../errors/app-error.js';
import type { ClientInfo } from '../../http/client-info.js';
import { hashOf } from '../../signing/secret.js';
import { UserDeletions } from '../../users/user-deletions.js';
import { UsersService } from '../../users/users.service.js';
import { lockOwner } from './lock-owner.js';
import { MagicLink } from './magic-link.entity.js';

/** Why this link may be used: it is opened in the browser that requested it, or its owner has confirmed the request. */
export type Proof = { readonly browser: readonly string[] } | { readonly confirmed: true };

/** An account, or an address that has none. */
export interface LinkOwner {
  readonly user_id: number | null;
  readonly email: string | null;
  /** Whoever requested it has shown the setup code. */
  readonly by_setup_code: boolean;
}

export interface NewLink {
  readonly mailId: string;
  readonly to: string;
  /** Using the link of an address creates its account. */
  readonly owner: { readonly userId: number } | { readonly email: string };
  readonly bySetupCode: boolean;
  readonly token: string;
  readonly browserHash: Buffer;
  readonly codeHash: Buffer;
  readonly from: ClientInfo;
  readonly expiresAt: Date;
}

@Injectable()
export class MagicLinksService {
  constructor(
    @InjectRepository(MagicLink) private readonly links: Repository<MagicLink>,
    private readonly users: UsersService,
    private readonly settings: Settings,
    private readonly clock: Clock,
    deletions: UserDeletions,
  ) {
    deletions.deleted.add(async (ids, manager) => {
      for (const id of ids) await this.closeAllOf(id, manager);
    });
  }

  /**
   * Once for each mail, however often it is tried. Not where the account has got another address since the mail was
   * begun: who reads this one must not open it.
   */
  async store({ to, token, owner, from, ...rest }: NewLink): Promise<void> {
    const link = { ...rest, ...owner, ...from, tokenHash: hashOf(token), createdAt: this.clock.now() };
    await this.links.manager.transaction(async (manager) => {
      if ('userId' in owner && !(await hasAddress(owner.userId, to, manager))) return;
      await manager.createQueryBuilder().insert().into(MagicLink).values(link).orIgnore().execute();
    });
  }

  /** The mail was accepted: its link is valid from now on. */
  async startTime(mailId: string, manager: EntityManager): Promise<void> {
    const expiresAt = new Date(this.clock.now().getTime() + this.settings.auth.magicLinkSeconds * 1000);
    await manager.update(MagicLink, { mailId }, { expiresAt });
  }

  /**
   * Uses the link up. One statement decides, so of many simultaneous attempts exactly one wins.
   * @throws AppError `confirmation_needed`, `link_invalid`
   */
  async consume(token: string, proof: Proof, manager = this.links.manager): Promise<LinkOwner> {
    const now = this.clock.now();
    const hash = hashOf(token);
    await lockOwner('token_hash = $1', hash, manager);
    const update = manager
      .createQueryBuilder()
      .update(MagicLink)
      .set({ consumedAt: now })
      .where('token_hash = :hash AND consumed_at IS NULL AND expires_at > :now', { hash, now })
      .returning('user_id, email, by_setup_code');
    if ('browser' in proof) update.andWhere('asked_hash = ANY(:hashes)', { hashes: proof.browser.map(hashOf) });
    const [consumed] = (await update.execute()).raw as LinkOwner[];
    if (consumed) return consumed;
    const needsConfirmation = 'browser' in proof && (await this.findOpen(token, manager)) !== null;
    throw new AppError(needsConfirmation ? 'confirmation_needed' : 'link_invalid');
  }

  async askedBy(token: string): Promise<AskedBy> {
    const link = await this.findOpen(token);
    const email = link && (link.email ?? (await this.users.findById(link.userId ?? 0))?.email);
    if (!email) throw new AppError('link_invalid');
    const { browser, system, ip, createdAt } = link;
    return { browser, system, ip, at: createdAt.toISOString(), email };
  }

  /** The user who owns a link; created where its address has no account. */
  async accountOf({ user_id: userId, email }: LinkOwner, manager: EntityManager): Promise<number> {
    return userId ?? (await this.users.register(email ?? '', manager)).id;
  }

  /** Every link that could still log this user in. */
  async closeAllOf(userId: number, manager = this.links.manager): Promise<void> {
    await manager.query(
      `UPDATE magic_link SET consumed_at = $2
       WHERE consumed_at IS NULL AND (user_id = $1 OR email = (SELECT email FROM users WHERE id = $1))`,
      [userId, this.clock.now()],
    );
  }

  private findOpen(token: string, manager = this.links.manager): Promise<MagicLink | null> {
    const open = { consumedAt: IsNull(), expiresAt: MoreThan(this.clock.now()) };
    return manager.findOneBy(MagicLink, { tokenHash: hashOf(token), ...open });
  }
}

/** Until the end of the transaction. */
async function hasAddress(userId: number, email: string, manager: EntityManager): Promise<boolean> {
  const rows = await manager.query<unknown[]>('SELECT FROM users WHERE id = $1 AND email = $2 FOR SHARE', [
    userId,
    email,
  ]);
  return rows.length > 0;
}
