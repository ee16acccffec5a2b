import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Settings } from '../config/settings.js';
import { hashOf } from '../signing/secret.js';
import { Admins } from '../users/admins.js';

/** Crockford's: no I, L, O and U, which are misread. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
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
    const code = newCode();
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
    return stored !== undefined && timingSafeEqual(hashOf(withoutMisreadings(text)), stored.hash);
  }

  /** True for one person, whatever number of them has the code: the row is locked until the end of the transaction. */
  async use(manager: EntityManager): Promise<boolean> {
    // A link may have been requested before ADMIN_EMAIL was set.
    if (this.settings.firstAdmin.by !== 'setup_code') return false;
    const [, used] = await manager.query<[unknown[], number]>(`DELETE FROM setup_code WHERE ${NO_ADMIN}`);
    return used > 0;
  }
}

/** 40 random bits: `K7QM-9X2P` */
function newCode(): string {
  const letters = [...randomBytes(8)].map((byte) => ALPHABET[byte % ALPHABET.length] ?? '').join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

function withoutMisreadings(text: string): string {
  const letters = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
