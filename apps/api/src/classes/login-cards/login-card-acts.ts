import { Injectable } from '@nestjs/common';
import { type LoginCards, type PrintedCards, shownCode } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Brakes } from '../../auth/brakes.js';
import { classBrake } from '../../auth/login-cards/card-brakes.js';
import { AppError } from '../../errors/app-error.js';
import type { Leader } from '../class-acts.js';
import { ClassRights } from '../class-rights.js';
import { type CardOwner, NewCards } from './new-cards.js';

interface CardRow {
  readonly user_id: number;
  readonly name: string;
  readonly created_at: Date | null;
  readonly last_used_at: Date | null;
}

/** The login cards of a class, for its teachers. */
@Injectable()
export class LoginCardActs {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly newCards: NewCards,
    private readonly brakes: Brakes,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws AppError `not_found` */
  async list({ userId }: Leader, classId: number): Promise<LoginCards> {
    await this.rights.led(classId, userId);
    const code = await this.codeOf(classId);
    const rows = await this.dataSource.query<CardRow[]>(
      `SELECT users.id AS user_id, users.display_name AS name, card.created_at, card.last_used_at
       FROM users LEFT JOIN login_card card ON card.user_id = users.id AND card.revoked_at IS NULL
       WHERE users.class_id = $1 AND users.deleted_at IS NULL ORDER BY lower(users.display_name), users.id`,
      [classId],
    );
    const pausedUntil = code === null ? null : await this.brakes.restsUntil(classBrake(code));
    return {
      class_code: code === null ? null : shownCode(code),
      paused_until: pausedUntil?.toISOString() ?? null,
      cards: rows.map(({ created_at: createdAt, last_used_at: usedAt, ...row }) => ({
        ...row,
        created_at: createdAt?.toISOString() ?? null,
        last_used_at: usedAt?.toISOString() ?? null,
      })),
    };
  }

  /**
   * @param dashboard the origin in the QR codes
   * @throws AppError `not_found` also where one of them is not in the class, `class_archived`, `not_class_account`
   */
  print({ userId, ip }: Leader, classId: number, userIds: readonly number[], dashboard: string): Promise<PrintedCards> {
    return this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(classId, userId, manager);
      this.rights.requireOpen(led);
      const owners = await this.ownersOf(classId, userIds, manager);
      const printed = await this.newCards.make(classId, owners, { by: userId, dashboard }, manager);
      for (const owner of owners)
        await this.audit.recordWith(manager, {
          ...{ action: 'card_printed', actor: userId, about: owner.userId, classId, subject: led.name, from: ip },
        });
      return printed;
    });
  }

  /** For a card that was lost. @throws AppError `not_found`, `not_class_account` */
  async revoke({ userId: actor, ip }: Leader, classId: number, userId: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { name: subject } = await this.rights.lock(classId, actor, manager);
      await this.ownersOf(classId, [userId], manager);
      const revoked = await this.newCards.revoke([userId], manager);
      if (!revoked.has(userId)) return;
      await this.audit.recordWith(manager, {
        ...{ action: 'card_revoked', actor, about: userId, classId, subject, from: ip },
      });
    });
  }

  /** Codes can be typed again at once. @throws AppError `not_found` */
  async reopen({ userId: actor, ip }: Leader, classId: number): Promise<void> {
    const { name: subject } = await this.rights.led(classId, actor);
    const code = await this.codeOf(classId);
    if (code !== null) await this.brakes.release(classBrake(code));
    await this.audit.record({ action: 'cards_reopened', actor, classId, subject, from: ip });
  }

  private async codeOf(classId: number): Promise<string | null> {
    const [row] = await this.dataSource.query<{ card_code: string | null }[]>(
      'SELECT card_code FROM class WHERE id = $1',
      [classId],
    );
    return row?.card_code ?? null;
  }

  /** In the order in which they are named. An own account has a login of its own, which no teacher may open. */
  private async ownersOf(classId: number, userIds: readonly number[], manager: EntityManager): Promise<CardOwner[]> {
    const rows = await manager.query<(CardOwner & { belongs: boolean })[]>(
      `SELECT users.id AS "userId", users.display_name AS name, users.slug, users.class_id IS NOT DISTINCT FROM $1 AS belongs
       FROM class_member member JOIN users ON users.id = member.user_id AND users.deleted_at IS NULL
       WHERE member.class_id = $1 AND users.id = ANY($2) FOR NO KEY UPDATE OF users`,
      [classId, userIds],
    );
    const ids = [...new Set(userIds)];
    const byId = new Map(rows.map((row) => [row.userId, row]));
    if (byId.size !== ids.length) throw new AppError('not_found');
    if (rows.some(({ belongs }) => !belongs)) throw new AppError('not_class_account');
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}
