import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { shortCodeOf, shownCode } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import { derivedKey } from '../signing/derived-key.js';
import { hashOf } from '../signing/secret.js';
import { shortCodeFrom } from '../signing/short-code.js';
import { SigningKey } from '../signing/signing-key.js';
import { Admins } from '../users/admins.js';

const NO_ADMIN = `NOT EXISTS (SELECT FROM users WHERE role = 'admin')`;

/**
 * Makes whoever has read this server's log the first admin, so that a stranger who finds a new installation does not become
 * it. All processes print the same code, at each start: it is made of a seed in the database and the secret of the
 * installation, so a reader of the table does not know it.
 */
@Injectable()
export class SetupCode implements OnModuleInit {
  /** For the output of this start; null where none is needed. */
  code: string | null = null;
  private readonly key: Buffer;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
    private readonly admins: Admins,
    { secret }: SigningKey,
  ) {
    this.key = derivedKey(secret, 'setup code');
  }

  async onModuleInit(): Promise<void> {
    if (this.settings.firstAdmin.by !== 'setup_code') return;
    const [row] = await this.dataSource.query<{ seed: Buffer }[]>(
      `INSERT INTO setup_code (seed) SELECT $1 WHERE ${NO_ADMIN}
       ON CONFLICT (one) DO UPDATE SET seed = COALESCE(setup_code.seed, excluded.seed) RETURNING seed`,
      [randomBytes(32)],
    );
    if (row) this.code = this.codeOf(row.seed);
  }

  /** From memory, so that the answer to a sign-up does not wait for the table of users. */
  get needed(): boolean {
    return this.settings.firstAdmin.by === 'setup_code' && this.admins.none;
  }

  async matches(text: string): Promise<boolean> {
    const [stored] = await this.dataSource.query<{ seed: Buffer | null }[]>('SELECT seed FROM setup_code');
    if (!stored?.seed) return false;
    return timingSafeEqual(hashOf(shownCode(shortCodeOf(text))), hashOf(this.codeOf(stored.seed)));
  }

  /** True for one person, whatever number of them has the code: the row is locked until the end of the transaction. */
  async use(manager: EntityManager): Promise<boolean> {
    // A link may have been requested before ADMIN_EMAIL was set.
    if (this.settings.firstAdmin.by !== 'setup_code') return false;
    const [, used] = await manager.query<[unknown[], number]>(`DELETE FROM setup_code WHERE ${NO_ADMIN}`);
    return used > 0;
  }

  private codeOf(seed: Buffer): string {
    return shownCode(shortCodeFrom(createHmac('sha256', this.key).update(seed).digest()));
  }
}
