import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { hashOf } from '../../signing/secret.js';
import { CODE_TRIES, codeHashOf } from './login-code.js';

interface Candidate {
  readonly id: number;
  readonly asked_hash: Buffer;
  readonly code_hash: Buffer;
}

/** The code in the mail, for whoever cannot open the link in the browser that asked for it. */
@Injectable()
export class LoginCodes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Whose code this was.
   * @param asked secrets of the browser that types it
   * @throws AppError `code_invalid`, without saying whether the address, the code or the number of tries was wrong
   */
  async consume(email: string, code: string, asked: readonly string[]): Promise<number> {
    const hashes = asked.map((secret) => [hashOf(secret), codeHashOf(secret, code)] as const);
    const candidates = await this.countTry(
      email,
      hashes.map(([askedHash]) => askedHash),
    );
    const matching = candidates.filter(({ asked_hash, code_hash }) => {
      const hash = hashes.find(([askedHash]) => askedHash.equals(asked_hash))?.[1];
      return hash !== undefined && timingSafeEqual(hash, code_hash);
    });
    const [consumed] = matching.length > 0 ? await this.take(matching.map(({ id }) => id)) : [];
    if (!consumed) throw new AppError('code_invalid');
    return consumed.user_id;
  }

  /** Counts before anything is compared, and in one statement, so that simultaneous guesses share the same tries. */
  private async countTry(email: string, askedHashes: readonly Buffer[]): Promise<Candidate[]> {
    const [rows] = await this.dataSource.query<[Candidate[], number]>(
      `UPDATE magic_link SET code_tries = code_tries + 1
       WHERE id IN (
         SELECT link.id FROM magic_link link JOIN users ON users.id = link.user_id
         WHERE users.email = $1 AND link.asked_hash = ANY($2) AND link.consumed_at IS NULL
           AND link.expires_at > $3 AND link.code_tries < $4
         ORDER BY link.id FOR UPDATE OF link
       )
       RETURNING id, asked_hash, code_hash`,
      [email, askedHashes, this.clock.now(), CODE_TRIES],
    );
    return rows;
  }

  private async take(ids: readonly number[]): Promise<{ user_id: number }[]> {
    const [rows] = await this.dataSource.query<[{ user_id: number }[], number]>(
      'UPDATE magic_link SET consumed_at = $2 WHERE id = ANY($1) AND consumed_at IS NULL RETURNING user_id',
      [ids, this.clock.now()],
    );
    return rows;
  }
}
