import { Injectable } from '@nestjs/common';
import type { MailReason, MailStatus } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import type { Mail } from '../mailer.js';
import type { ClaimedMail, MailKind, NewMail, Outcome } from './outgoing-mail.js';

/** By the clock of the database, the only one that all processes share. A killed process loses its mails after this. */
const LEASE_SECONDS = 20;

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly recipient: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly attempts: number;
  readonly deferrals: number;
}

/**
 * Mails that are to be sent, in the database: they outlive the process, and each is sent by one process at a time.
 * A mail that was handed over is never sent again, because it may have arrived.
 */
@Injectable()
export class MailQueue {
  private readonly kinds = new Map<string, MailKind>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The modules that know the content register it here, because this module must not import them. */
  register(name: string, kind: MailKind): void {
    this.kinds.set(name, kind);
  }

  async add({ id, kind, to, facts, seconds }: NewMail, manager: EntityManager): Promise<void> {
    const now = this.clock.now();
    await manager.query(
      `INSERT INTO outgoing_mail (id, kind, recipient, facts, created_at, next_attempt_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $5, $6)`,
      [id, kind, to, facts, now, new Date(now.getTime() + seconds * 1000)],
    );
  }

  /** Does not send a mail that no process has begun to send. */
  async cancel(id: string, manager: EntityManager): Promise<void> {
    await manager.query(
      `DELETE FROM outgoing_mail WHERE id = $1 AND state = 'waiting' AND leased_until IS NULL AND handed_over_at IS NULL`,
      [id],
    );
  }

  /** Tells this process that a mail was added and committed. Other processes look by themselves. */
  wake(): void {
    for (const listener of this.listeners) listener();
  }

  onWake(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Removes what still waits for this address: its owner is erased. */
  async forgetAddress(address: string, manager: EntityManager): Promise<void> {
    await manager.query('DELETE FROM outgoing_mail WHERE recipient = $1', [address]);
  }

  /** @throws AppError `not_found` */
  async status(id: string): Promise<MailStatus> {
    const [row] = await this.dataSource.query<(MailStatus & { next_attempt_at: Date })[]>(
      'SELECT state, reason, answer, next_attempt_at FROM outgoing_mail WHERE id = $1',
      [id],
    );
    if (!row) throw new AppError('not_found');
    const { state, reason, answer, next_attempt_at: next } = row;
    const seconds = Math.ceil((next.getTime() - this.clock.now().getTime()) / 1000);
    return { state, reason, answer, retry_in: state === 'waiting' ? Math.max(0, seconds) : null };
  }

  compose(mail: ClaimedMail): Promise<Mail> {
    return this.kindOf(mail.kind).compose(mail);
  }

  /**
   * The next mail that is due, for this process alone. New ones first: the time of a greylist starts with the first attempt.
   * @param except mails that this process already sends
   */
  async claim(except: readonly string[]): Promise<ClaimedMail | null> {
    const [[row]] = await this.dataSource.query<[Row[], number]>(
      `UPDATE outgoing_mail SET attempts = attempts + 1, leased_until = now() + make_interval(secs => $3)
       WHERE id = (
         SELECT id FROM outgoing_mail
         WHERE state = 'waiting' AND handed_over_at IS NULL AND next_attempt_at <= $1 AND expires_at > $1
           AND (leased_until IS NULL OR leased_until < now()) AND id <> ALL ($2)
         ORDER BY deferrals, next_attempt_at, created_at LIMIT 1 FOR UPDATE SKIP LOCKED
       )
       RETURNING id, kind, recipient, facts, created_at, expires_at, attempts, deferrals`,
      [this.clock.now(), except, LEASE_SECONDS],
    );
    if (!row) return null;
    const { id, kind, recipient: to, facts, attempts, deferrals } = row;
    return { id, kind, to, facts, attempts, deferrals, createdAt: row.created_at, expiresAt: row.expires_at };
  }

  /** Not of mails that were released meanwhile. */
  async renew(ids: readonly string[]): Promise<void> {
    await this.dataSource.query(
      `UPDATE outgoing_mail SET leased_until = now() + make_interval(secs => $2)
       WHERE id = ANY ($1) AND leased_until IS NOT NULL`,
      [ids, LEASE_SECONDS],
    );
  }

  /** From now on the mail may have arrived. @throws where another process has claimed it meanwhile */
  async handOver({ id, attempts }: ClaimedMail): Promise<void> {
    const [, changed] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE outgoing_mail SET handed_over_at = now()
       WHERE id = $1 AND attempts = $2 AND handed_over_at IS NULL AND state = 'waiting'`,
      [id, attempts],
    );
    if (changed !== 1) throw new Error('another process sends this mail');
  }

  /** The server wants this mail later. */
  async defer({ id, attempts }: ClaimedMail, seconds: number, answer: string | null): Promise<void> {
    await this.dataSource.query(
      `UPDATE outgoing_mail
       SET leased_until = NULL, handed_over_at = NULL, deferrals = deferrals + 1, next_attempt_at = $3,
           reason = 'later', answer = $4
       WHERE id = $1 AND attempts = $2 AND state = 'waiting'`,
      [id, attempts, this.in(seconds), answer],
    );
  }

  /** The server accepts no mail at present: none is tried before this time. */
  async pause(seconds: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE outgoing_mail SET next_attempt_at = $1, reason = 'server', answer = NULL
       WHERE state = 'waiting' AND next_attempt_at < $1 AND leased_until IS NULL`,
      [this.in(seconds)],
    );
  }

  /** It was not tried. */
  async release({ id, attempts }: ClaimedMail): Promise<void> {
    await this.dataSource.query('UPDATE outgoing_mail SET leased_until = NULL WHERE id = $1 AND attempts = $2', [
      id,
      attempts,
    ]);
  }

  async settle(id: string, outcome: Outcome, reason: MailReason | null, answer: string | null): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [[row]] = await manager.query<[{ kind: string }[], number]>(
        `UPDATE outgoing_mail
         SET state = $2, reason = $3, answer = $4, recipient = NULL, facts = NULL, leased_until = NULL
         WHERE id = $1 AND (state = 'waiting' OR (state = 'unknown' AND $2 = 'sent')) RETURNING kind`,
        [id, outcome, reason, answer],
      );
      if (row) await this.kindOf(row.kind).settled?.(id, outcome, manager);
    });
  }

  /** Mails whose process died while it was sending them, and mails whose time is up. */
  async settleLost(except: readonly string[]): Promise<void> {
    const lost = await this.dataSource.query<
      { id: string; outcome: Outcome; reason: MailReason | null; answer: string | null }[]
    >(
      `SELECT id, reason, answer, CASE WHEN handed_over_at IS NULL THEN 'given_up' ELSE 'unknown' END AS outcome
       FROM outgoing_mail
       WHERE state = 'waiting' AND (leased_until IS NULL OR leased_until < now()) AND id <> ALL ($2)
         AND (expires_at <= $1 OR handed_over_at IS NOT NULL)`,
      [this.clock.now(), except],
    );
    for (const { id, outcome, reason, answer } of lost) await this.settle(id, outcome, reason, answer);
  }

  /** Deletes what no page shows any more. */
  async forget(before: Date): Promise<void> {
    await this.dataSource.query(`DELETE FROM outgoing_mail WHERE state <> 'waiting' AND expires_at < $1`, [before]);
  }

  private kindOf(name: string): MailKind {
    const kind = this.kinds.get(name);
    if (!kind) throw new Error(`no mail of the kind ${name} is known`);
    return kind;
  }

  private in(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}
