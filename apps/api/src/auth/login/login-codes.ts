import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { hashOf } from '../../signing/secret.js';
import { lockOwner } from './lock-owner.js';
import { CODE_TRIES, codeHashOf } from './login-code.js';
import type { LinkOwner } from './magic-links.service.js';

export interface EnteredCode {
  readonly email: string;
  readonly code: string;
  /** Secrets of the browser in which it was entered. */
  readonly browser: readonly string[];
}

interface Candidate {
  readonly id: number;
  readonly asked_hash: Buffer;
  readonly code_hash: Buffer;
}

/** The code in the mail: for people who cannot open the link in the browser that requested it. */
@Injectable()
export class LoginCodes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds the links that this code belongs to. Counts the try, so it must not share a transaction with what may fail
   * afterwards: a rollback would give the try back.
   * @throws AppError `code_invalid`, without saying whether the address, the code or the number of tries was wrong
   */
  async match({ email, code, browser }: EnteredCode): Promise<number[]> {
    const hashes = browser.map((secret) => [hashOf(secret), codeHashOf(secret, code)] as const);
    const candidates = await this.countTry(
      email,
      hashes.map(([browserHash]) => browserHash),
    );
    const matching = candidates.filter(({ asked_hash, code_hash }) => {
      const hash = hashes.find(([browserHash]) => browserHash.equals(asked_hash))?.[1];
      return hash !== undefined && timingSafeEqual(hash, code_hash);
    });
    if (matching.length === 0) throw new AppError('code_invalid');
    return matching.map(({ id }) => id);
  }

  /**
   * Uses the links up.
   * @throws AppError `code_invalid` where another login was faster
   */
  async consume(ids: readonly number[], manager: EntityManager): Promise<LinkOwner> {
    await lockOwner('id = ANY($1)', ids, manager);
    const [[consumed]] = await manager.query<[LinkOwner[], number]>(
      'UPDATE magic_link SET consumed_at = $2 WHERE id = ANY($1) AND consumed_at IS NULL RETURNING user_id, email, by_setup_code',
      [ids, this.clock.now()],
    );
    if (!consumed) throw new AppError('code_invalid');
    return consumed;
  }

  /** Counts before anything is compared, and in one statement, so that simultaneous guesses share the same tries. */
  private async countTry(email: string, browserHashes: readonly Buffer[]): Promise<Candidate[]> {
    const [rows] = await this.dataSource.query<[Candidate[], number]>(
      `UPDATE magic_link SET code_tries = code_tries + 1
       WHERE id IN (
         SELECT link.id FROM magic_link link LEFT JOIN users ON users.id = link.user_id
         WHERE COALESCE(users.email, link.email) = $1 AND link.asked_hash = ANY($2) AND link.consumed_at IS NULL
           AND link.expires_at > $3 AND link.code_tries < $4
         ORDER BY link.id FOR UPDATE OF link
       )
       RETURNING id, asked_hash, code_hash`,
      [email, browserHashes, this.clock.now(), CODE_TRIES],
    );
    return rows;
  }
}
