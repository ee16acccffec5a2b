import { readAddress } from '@spawner/contracts';
import type { DataSource, EntityManager } from 'typeorm';

/** For the operator, who reads it on the terminal. */
export class ConsoleError extends Error {}

interface Account {
  readonly id: number;
  readonly role: string;
  readonly blocked: boolean;
}

const LIVING = 'deleted_at IS NULL';

/** What an operator does on the server itself when no admin can log in. */
export class Console {
  constructor(private readonly source: DataSource) {}

  /** Lines of a table. */
  async list(): Promise<string[]> {
    const rows = await this.source.query<{ email: string; role: string; blocked: boolean }[]>(
      `SELECT coalesce(email, slug) AS email, role, blocked FROM users WHERE ${LIVING} AND (role <> 'user' OR blocked) ORDER BY role, email`,
    );
    return rows.map(({ email, role, blocked }) => `${role.padEnd(8)} ${email}${blocked ? ' (blocked)' : ''}`);
  }

  grant(address: string): Promise<string> {
    return this.change(address, async ({ id, role }, email, manager) => {
      if (role === 'admin') return `${email} is admin already`;
      await this.setRole({ id, role }, 'admin', manager);
      return `${email} is admin now`;
    });
  }

  revoke(address: string): Promise<string> {
    return this.change(address, async ({ id, role }, email, manager) => {
      if (role !== 'admin') return `${email} is no admin`;
      const others = await manager.query<unknown[]>(
        `SELECT FROM users WHERE role = 'admin' AND NOT blocked AND ${LIVING} AND id <> $1 LIMIT 1`,
        [id],
      );
      if (others.length === 0) {
        throw new ConsoleError(`${email} is the only admin who can log in: grant it to somebody else first`);
      }
      await this.setRole({ id, role }, 'user', manager);
      return `${email} is no admin any more`;
    });
  }

  unblock(address: string): Promise<string> {
    return this.change(address, async ({ id, blocked }, email, manager) => {
      if (!blocked) return `${email} is not blocked`;
      await manager.query(
        `UPDATE users SET blocked = FALSE, blocked_at = NULL, blocked_by = NULL, blocked_reason = NULL,
           version = version + 1
         WHERE id = $1`,
        [id],
      );
      await this.record('user_unblocked', id, { by: 'console' }, manager);
      return `${email} can log in again`;
    });
  }

  private async change(
    address: string,
    work: (account: Account, email: string, manager: EntityManager) => Promise<string>,
  ): Promise<string> {
    const { email } = readAddress(address);
    if (email === null) throw new ConsoleError(`${address} is not a mail address`);
    return this.source.transaction(async (manager) => {
      // The rows that the API locks, in the same order, so that two who are revoked at once do not both count on the other.
      await manager.query(
        `SELECT FROM users WHERE role = 'admin' AND NOT blocked AND deleted_at IS NULL ORDER BY id FOR UPDATE`,
      );
      const [account] = await manager.query<Account[]>(
        `SELECT id, role, blocked FROM users WHERE email = $1 AND ${LIVING} FOR UPDATE`,
        [email],
      );
      if (!account) {
        throw new ConsoleError(`no account has the address ${email}: ADMIN_EMAIL in .env lets it register as an admin`);
      }
      return work(account, email, manager);
    });
  }

  /** Whoever is made admin need not wait for the approval of one. */
  private async setRole(
    { id, role }: Omit<Account, 'blocked'>,
    to: 'admin' | 'user',
    manager: EntityManager,
  ): Promise<void> {
    await manager.query(`UPDATE users SET role = $2, approval = 'granted', version = version + 1 WHERE id = $1`, [
      id,
      to,
    ]);
    await this.record('role_changed', id, { from: role, to, by: 'console' }, manager);
  }

  /** No actor: whoever may use this terminal has not logged in. */
  private async record(action: string, id: number, facts: object, manager: EntityManager): Promise<void> {
    await manager.query(
      `INSERT INTO audit_event (at, about_user_id, action, subject, outcome, facts)
       VALUES (now(), $1::int, $2, $1::int::text, 'done', $3)`,
      [id, action, JSON.stringify(facts)],
    );
  }
}
