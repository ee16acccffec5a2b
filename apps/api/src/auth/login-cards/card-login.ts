import { Injectable } from '@nestjs/common';
import type { CardCodeRequest, CardLoginRequest, CardOwner } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { clientNetwork } from '../../http/client-address.js';
import type { ClientInfo } from '../../http/client-info.js';
import { UsersService } from '../../users/users.service.js';
import { Brakes } from '../brakes.js';
import { type BrowserLogin, LoginService } from '../login/login.service.js';
import { REFRESH_SECONDS } from '../sessions/lifetimes.js';
import { type CardSession, SessionsService } from '../sessions/sessions.service.js';
import { classBrake, lineBrake } from './card-brakes.js';
import { CardSecrets } from './card-secrets.js';
import { firstNameOf } from './first-name.js';

interface Card {
  readonly userId: number;
  readonly classId: number;
  readonly name: string;
  readonly session: CardSession;
}

type CardRow = Omit<Card, 'session'> & CardSession;

type Way = 'secret' | 'code';

interface Shown {
  readonly mac: Buffer;
  /** As they say. */
  readonly ownDevice: boolean;
}

/** Where cards are good only in a lesson, no login is to outlast it by weeks. */
const MAY_STAY = `(class.own_devices AND class.cards_when = 'always')`;

/** Behind `card`; $1: what is stored of the secret or code, $2: now */
const GOOD = {
  joins: `users JOIN class ON class.id = users.class_id
    LEFT JOIN lesson ON lesson.class_id = class.id AND lesson.ended_at IS NULL AND lesson.until > $2`,
  where: `card.user_id = users.id AND card.revoked_at IS NULL AND NOT users.blocked AND users.deleted_at IS NULL
    AND class.archived_at IS NULL AND (LEAST(class.ends_on, users.ends_on) >= $2::timestamptz::date) IS NOT FALSE`,
  secret: `card.secret_mac = $1 AND (class.cards_when = 'always' OR lesson.id IS NOT NULL)`,
  code: `card.code_mac = $1 AND CASE WHEN lesson.id IS NULL THEN class.cards_when = 'always' ELSE lesson.typed_login END`,
} as const;

/** Logs in by the card of an account that belongs to a class. */
@Injectable()
export class CardLogin {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secrets: CardSecrets,
    private readonly brakes: Brakes,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly logins: LoginService,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `card_invalid` */
  async owner(secret: string): Promise<CardOwner> {
    const [card] = await this.dataSource.query<{ name: string; ownDevice: boolean }[]>(
      `SELECT users.display_name AS name, ${MAY_STAY} AS "ownDevice" FROM login_card card, ${GOOD.joins} WHERE ${GOOD.where} AND ${GOOD.secret}`,
      [this.secrets.macOfSecret(secret), this.clock.now()],
    );
    if (!card) throw new AppError('card_invalid');
    return { first_name: firstNameOf(card.name), own_device: card.ownDevice };
  }

  /** @throws AppError `card_invalid` for every cause */
  bySecret({ secret, own_device: ownDevice }: CardLoginRequest, from: ClientInfo): Promise<BrowserLogin> {
    return this.logIn('secret', { mac: this.secrets.macOfSecret(secret), ownDevice }, null, from);
  }

  /**
   * An unknown class is counted as any other, so that the answers and the work are the same.
   * @throws AppError `card_invalid` for every cause, `card_paused`
   */
  async byCode(
    { class_code: classCode, code, own_device: ownDevice }: CardCodeRequest,
    from: ClientInfo,
  ): Promise<BrowserLogin> {
    const ofLine = lineBrake(clientNetwork(from.ip), classCode);
    const ofClass = classBrake(classCode);
    await this.brakes.admit(ofLine);
    await this.brakes.take(ofClass);
    try {
      const mac = this.secrets.macOfCode(classCode, code);
      const login = await this.logIn('code', { mac, ownDevice }, classCode, from);
      await this.brakes.giveBack(ofClass);
      await this.brakes.pass(ofLine);
      return login;
    } catch (error) {
      if (error instanceof AppError && error.code === 'card_invalid') await this.brakes.count(ofLine);
      throw error;
    }
  }

  private async logIn(way: Way, shown: Shown, classCode: string | null, from: ClientInfo): Promise<BrowserLogin> {
    const opened = await this.dataSource.transaction(async (manager) => {
      await this.hold(way, shown.mac, manager);
      const card = await this.use(way, shown, manager);
      if (!card) return null;
      const sessionId = await this.sessions.open(card.userId, 'browser', from, manager, card.session);
      return { card, sessionId, user: await this.users.get(card.userId, manager) };
    });
    if (!opened) {
      await this.recordRefusal(way, classCode, from);
      throw new AppError('card_invalid');
    }
    const { card, sessionId, user } = opened;
    const { userId, classId, session } = card;
    await this.audit.record({ action: 'card_used', actor: userId, classId, from: from.ip, facts: { way } });
    return this.logins.browserLogin(user, sessionId, this.sessions.firstRefreshToken(sessionId), session);
  }

  /**
   * Others change class and account before or after this login: who archives the one or deletes the other ends the login,
   * too. First the class, then the account and its card, as by who prints cards: in another order the two wait for each other.
   */
  private async hold(way: Way, mac: Buffer, manager: EntityManager): Promise<void> {
    await manager.query(
      `WITH
         owner AS (
           SELECT users.id, class_id FROM login_card card JOIN users ON users.id = card.user_id WHERE card.${way}_mac = $1
         ),
         held AS (SELECT id FROM class WHERE id = (SELECT class_id FROM owner) FOR SHARE)
       SELECT FROM users WHERE id = (SELECT id FROM owner) AND class_id = (SELECT id FROM held) FOR NO KEY UPDATE`,
      [mac],
    );
  }

  /** One statement, whatever is wrong. It locks the card: who prints a new one ends this login as well. */
  private async use(way: Way, { mac, ownDevice }: Shown, manager: EntityManager): Promise<Card | undefined> {
    const [[card]] = await manager.query<[CardRow[], number]>(
      `UPDATE login_card card SET uses = uses + 1, first_used_at = COALESCE(first_used_at, $2), last_used_at = $2
       FROM ${GOOD.joins} WHERE ${GOOD.where} AND ${GOOD[way]}
       RETURNING users.id AS "userId", class.id AS "classId", users.display_name AS name,
         $3 AND ${MAY_STAY} AS "ownDevice",
         LEAST(
           $2::timestamptz + CASE WHEN $3 AND ${MAY_STAY}
             THEN make_interval(secs => $4) ELSE make_interval(hours => class.session_hours) END,
           class.ends_on + 1, users.ends_on + 1
         ) AS "endsAt"`,
      [mac, this.clock.now(), ownDevice, REFRESH_SECONDS],
    );
    if (!card) return undefined;
    const { endsAt, ownDevice: stays, ...owner } = card;
    return { ...owner, session: { endsAt, ownDevice: stays } };
  }

  /** Without the code. */
  private async recordRefusal(way: Way, classCode: string | null, { ip }: ClientInfo): Promise<void> {
    const [found] = await this.dataSource.query<{ id: number }[]>('SELECT id FROM class WHERE card_code = $1', [
      classCode,
    ]);
    await this.audit.record({
      ...{ action: 'card_refused', actor: null, classId: found?.id ?? null, from: ip, outcome: 'refused' },
      facts: { way },
    });
  }
}
