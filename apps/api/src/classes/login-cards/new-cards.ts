import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { pages, type PrintedCards, shownCode } from '@spawner/contracts';
import type { EntityManager } from 'typeorm';
import { CardSecrets } from '../../auth/login-cards/card-secrets.js';
import { SessionsService } from '../../auth/sessions/sessions.service.js';
import { Clock } from '../../background/clock.js';
import { newShortCode } from '../../signing/short-code.js';

export interface CardOwner {
  readonly userId: number;
  readonly name: string;
  readonly slug: string;
}

interface PrintedClass {
  readonly name: string;
  readonly card_code: string;
}

/** Makes cards. Their codes are in the answer only. */
@Injectable()
export class NewCards {
  constructor(
    private readonly secrets: CardSecrets,
    private readonly sessions: SessionsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Of accounts that belong to the class. What they had before ends, with all of their logins.
   * @param dashboard the origin in the QR codes
   */
  async make(
    classId: number,
    owners: readonly CardOwner[],
    { by, dashboard }: { readonly by: number; readonly dashboard: string },
    manager: EntityManager,
  ): Promise<PrintedCards> {
    const printed = await this.classOf(classId, manager);
    await this.revoke(
      owners.map(({ userId }) => userId),
      manager,
    );
    const made = owners.map((owner) => ({ ...owner, id: randomUUID(), ...this.secrets.make() }));
    await manager.query(
      `INSERT INTO login_card (id, user_id, secret_mac, code_mac, created_by, created_at)
       SELECT id, user_id, secret_mac, code_mac, $5, $6
       FROM unnest($1::uuid[], $2::int[], $3::bytea[], $4::bytea[]) AS made (id, user_id, secret_mac, code_mac)`,
      [
        made.map(({ id }) => id),
        made.map(({ userId }) => userId),
        made.map(({ secret }) => this.secrets.macOfSecret(secret)),
        made.map(({ code }) => this.secrets.macOfCode(printed.card_code, code)),
        by,
        this.clock.now(),
      ],
    );
    const ends = await this.endsOf(owners, manager);
    return {
      class_name: printed.name,
      class_code: shownCode(printed.card_code),
      typed_at: `${dashboard}${pages.typedCode}`,
      cards: made.map(({ userId, name, slug, secret, code }) => ({
        ...{ user_id: userId, name, slug, url: `${dashboard}${pages.card}#${secret}`, code: shownCode(code) },
        ends_on: ends.get(userId) ?? null,
      })),
    };
  }

  /** @returns whose cards were good until now */
  async revoke(userIds: readonly number[], manager: EntityManager): Promise<ReadonlySet<number>> {
    const [revoked] = await manager.query<[{ user_id: number }[], number]>(
      'UPDATE login_card SET revoked_at = $2 WHERE user_id = ANY($1) AND revoked_at IS NULL RETURNING user_id',
      [userIds, this.clock.now()],
    );
    await this.sessions.endAllOf(userIds, manager);
    return new Set(revoked.map(({ user_id: id }) => id));
  }

  private async endsOf(
    owners: readonly CardOwner[],
    manager: EntityManager,
  ): Promise<ReadonlyMap<number, string | null>> {
    const rows = await manager.query<{ id: number; ends_on: string | null }[]>(
      `SELECT users.id, LEAST(class.ends_on, users.ends_on)::text AS ends_on
       FROM users JOIN class ON class.id = users.class_id WHERE users.id = ANY($1)`,
      [owners.map(({ userId }) => userId)],
    );
    return new Map(rows.map((row) => [row.id, row.ends_on]));
  }

  /** The code of a class is made with its first cards, and stays: it is on all of them. */
  private async classOf(classId: number, manager: EntityManager): Promise<PrintedClass> {
    const [[printed]] = await manager.query<[[PrintedClass], number]>(
      'UPDATE class SET card_code = COALESCE(card_code, $2) WHERE id = $1 RETURNING name, card_code',
      [classId, newShortCode()],
    );
    return printed;
  }
}
