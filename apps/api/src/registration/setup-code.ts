import { timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { shortCodeOf, shownCode } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import { hashOf } from '../signing/secret.js';
import { newShortCode } from '../signing/short-code.js';
import { Admins } from '../users/admins.js';

const NO_ADMIN = `NOT EXISTS (SELECT FROM users WHERE role = 'admin')`;

/**
 * Makes whoever has read this server's log the first admin, so that a stranger who finds a new installation does not become
 * it. Each start makes a new code; its hash is in the database, so all processes accept the one that was printed last.
 */
@Injectable()
export class SetupCode implements OnModuleInit {
  /** The one that this start has made, for its output. */
  made: string | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
    private readonly admins: Admins,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.settings.firstAdmin.by !== 'setup_code') return;
    const code = shownCode(newShortCode());
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO setup_code (hash) SELECT $1 WHERE ${NO_ADMIN} ON CONFLICT (one) DO UPDATE SET hash = $1 RETURNING one`,
      [hashOf(code)],
    );
    if (rows.length > 0) this.made = code;
  }

  /** From memory, so that the answer to a sign-up does not wait for the table of users. */
  get needed(): boolean {
    return this.settings.firstAdmin.by === 'setup_code' && this.admins.none;
  }

  async matches(text: string): Promise<boolean> {
    const [stored] = await this.dataSource.query<{ hash: Buffer }[]>('SELECT hash FROM setup_code');
    return stored !== undefined && timingSafeEqual(hashOf(shownCode(shortCodeOf(text))), stored.hash);
  }

  /** True for one person, whatever number of them has the code: the row is locked until the end of the transaction. */
  async use(manager: EntityManager): Promise<boolean> {
    // A link may have been requested before ADMIN_EMAIL was set.
    if (this.settings.firstAdmin.by !== 'setup_code') return false;
    const [, used] = await manager.query<[unknown[], number]>(`DELETE FROM setup_code WHERE ${NO_ADMIN}`);
    return used > 0;
  }
}
