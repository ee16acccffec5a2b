import { Injectable } from '@nestjs/common';
import type { JoinMode, JoinResult } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { type Brake, Brakes } from '../../auth/brakes.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { clientNetwork } from '../../http/client-address.js';
import type { Principal } from '../../http/principal.js';

const MINUTE_MS = 60_000;

const TEN_A_MINUTE = { most: 10, perMs: MINUTE_MS, restMs: MINUTE_MS, then: 'all', code: 'too_many_requests' } as const;
/** Of wrong codes: a whole class joins from one address within a minute. */
const joinBrake = (line: string): Brake => ({ key: `join ${line}`, ...TEN_A_MINUTE });
const accountBrake = (userId: number): Brake => ({ key: `join #${String(userId)}`, ...TEN_A_MINUTE });

export interface JoinedClass {
  readonly id: number;
  readonly name: string;
  readonly mode: JoinMode;
  readonly teacher: string | null;
}

/** Behind `class`; $1: code, $2: now */
export const OPEN_CODE = `join_code = $1 AND join_until > $2 AND archived_at IS NULL
  AND (ends_on IS NULL OR ends_on >= $2::timestamptz::date)`;
/** Without a login, too: so never by mail address. */
export const TEACHER = `(
  SELECT COALESCE(users.display_name, users.slug) FROM class_member JOIN users ON users.id = user_id AND deleted_at IS NULL
  WHERE class_member.class_id = class.id AND class_member.role = 'teacher' ORDER BY joined_at LIMIT 1
)`;

/** Enrols people by the code of a class. It never logs anybody in. */
@Injectable()
export class Joining {
  constructor(
    private readonly dataSource: DataSource,
    private readonly brakes: Brakes,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `join_code_invalid`, `class_full`, `not_for_class_accounts`, `too_many_requests` */
  async join(code: string, user: Principal | null, ip: string): Promise<JoinResult> {
    if (user && user.classId !== null) throw new AppError('not_for_class_accounts');
    if (user) await this.brakes.take(accountBrake(user.userId));
    const found = await this.find(code, user?.userId ?? null, ip);
    const { name: class_name, teacher, mode } = found;
    const result = user
      ? await this.enrol(code, found, user.userId, ip)
      : mode === 'guest'
        ? 'needs_name'
        : 'needs_login';
    return { result, class_name, teacher };
  }

  /** Counts wrong codes of a line. @throws AppError `join_code_invalid`, `too_many_requests` */
  async find(code: string, actor: number | null, ip: string): Promise<JoinedClass> {
    const brake = joinBrake(clientNetwork(ip));
    await this.brakes.admit(brake);
    const [found] = await this.dataSource.query<JoinedClass[]>(
      `SELECT id, name, join_mode AS mode, ${TEACHER} AS teacher FROM class WHERE ${OPEN_CODE}`,
      [code, this.clock.now()],
    );
    if (found) return found;
    await this.brakes.count(brake);
    await this.audit.record({ action: 'join_refused', actor, from: ip, outcome: 'refused' });
    throw new AppError('join_code_invalid');
  }

  private enrol(code: string, { id, name, mode }: JoinedClass, userId: number, ip: string) {
    return this.dataSource.transaction(async (manager) => {
      const known = await stateOf(id, userId, manager);
      if (known) return known;
      await this.takeSeat(code, manager);
      const state = mode === 'open' ? 'in' : 'waiting';
      const [added] = await manager.query<unknown[]>(
        `INSERT INTO class_member (class_id, user_id, role, state, joined_via, joined_at)
         VALUES ($1, $2, 'member', $3, 'code', $4) ON CONFLICT DO NOTHING RETURNING user_id`,
        [id, userId, state, this.clock.now()],
      );
      if (!added) {
        // They have sent it twice: it is one seat.
        await manager.query('UPDATE class SET join_used = join_used - 1 WHERE id = $1', [id]);
        return (await stateOf(id, userId, manager)) ?? 'joined';
      }
      await this.audit.recordWith(manager, {
        ...{ action: 'joined', actor: userId, about: userId, classId: id, subject: name, from: ip, facts: { state } },
      });
      return state === 'in' ? 'joined' : 'waiting';
    });
  }

  /** One statement decides who gets the last seat. */
  private async takeSeat(code: string, manager: EntityManager): Promise<void> {
    const values = [code, this.clock.now()];
    const [, taken] = await manager.query<[unknown[], number]>(
      `UPDATE class SET join_used = join_used + 1
       WHERE ${OPEN_CODE} AND (join_seats IS NULL OR join_used < join_seats)`,
      values,
    );
    if (taken > 0) return;
    const open = await manager.query<unknown[]>(`SELECT FROM class WHERE ${OPEN_CODE}`, values);
    throw new AppError(open.length > 0 ? 'class_full' : 'join_code_invalid');
  }
}

async function stateOf(classId: number, userId: number, manager: EntityManager): Promise<'joined' | 'waiting' | null> {
  const [member] = await manager.query<{ state: 'in' | 'waiting' }[]>(
    'SELECT state FROM class_member WHERE class_id = $1 AND user_id = $2',
    [classId, userId],
  );
  if (!member) return null;
  return member.state === 'in' ? 'joined' : 'waiting';
}
