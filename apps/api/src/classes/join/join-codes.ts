import { Injectable } from '@nestjs/common';
import {
  type ClassEntrance,
  type JoinCode,
  type JoinMode,
  type NewJoinCode,
  pages,
  shownCode,
} from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { newShortCode } from '../../signing/short-code.js';
import type { Leader } from '../class-acts.js';
import { ClassRights } from '../class-rights.js';
import { GUEST_STAYS_MS } from './guest-room.js';

const DAY_MS = 86_400_000;

interface CodeRow {
  readonly code: string;
  readonly mode: JoinMode;
  readonly until: Date;
  readonly seats: number | null;
  readonly used: number;
}
interface WaitingRow {
  readonly id: number;
  readonly name: string;
  readonly since: Date;
  readonly guest: boolean;
}

const SHOWN = 'join_code AS code, join_mode AS mode, join_until AS until, join_seats AS seats, join_used AS used';

/** The code by which people come into a class, and who wait to be let in. */
@Injectable()
export class JoinCodes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** The code before ends. @throws AppError `not_found`, `class_archived` */
  make({ userId, ip }: Leader, classId: number, wish: NewJoinCode, dashboard: string): Promise<JoinCode> {
    const { mode, days, seats } = wish;
    return this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(classId, userId, manager);
      this.rights.requireOpen(led);
      const until = new Date(this.clock.now().getTime() + days * DAY_MS);
      const [[made]] = await manager.query<[[CodeRow], number]>(
        `UPDATE class SET join_code = $2, join_mode = $3, join_until = $4, join_seats = $5, join_used = 0
         WHERE id = $1 RETURNING ${SHOWN}`,
        [classId, newShortCode(), mode, until, seats],
      );
      await this.audit.recordWith(manager, {
        ...{ action: 'code_made', actor: userId, classId, subject: led.name, from: ip, facts: { mode, days, seats } },
      });
      return codeAnswer(made, dashboard);
    });
  }

  /** @throws AppError `not_found` */
  async end({ userId, ip }: Leader, classId: number): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const { name: subject } = await this.rights.lock(classId, userId, manager);
      const [, ended] = await manager.query<[unknown[], number]>(
        `UPDATE class SET join_code = NULL, join_mode = 'off', join_until = NULL, join_seats = NULL, join_used = 0
         WHERE id = $1 AND join_code IS NOT NULL`,
        [classId],
      );
      if (ended === 0) return;
      await this.audit.recordWith(manager, {
        ...{ action: 'code_ended', actor: userId, classId, subject, from: ip },
      });
    });
  }

  /** @throws AppError `not_found` */
  async entrance({ userId }: Leader, classId: number, dashboard: string): Promise<ClassEntrance> {
    const led = await this.rights.led(classId, userId);
    const now = this.clock.now();
    const [code] = await this.dataSource.query<CodeRow[]>(
      `SELECT ${SHOWN} FROM class WHERE id = $1 AND join_until > $2`,
      [classId, now],
    );
    const rows = await this.dataSource.query<WaitingRow[]>(
      `SELECT users.id, COALESCE(member.roster_name, users.display_name,
           CASE WHEN $2 THEN users.email ELSE regexp_replace(users.email, '^(.{0,2})[^@]*@', '\\1…@') END) AS name,
         member.joined_at AS since, false AS guest
       FROM class_member member JOIN users ON users.id = member.user_id AND users.deleted_at IS NULL
       WHERE member.class_id = $1 AND member.state = 'waiting'
       UNION ALL SELECT id, name, created_at, true FROM guest
       WHERE class_id = $1 AND user_id IS NULL AND refused_at IS NULL AND seen_at > $3
       ORDER BY since, id`,
      [classId, led.as === 'admin', new Date(now.getTime() - GUEST_STAYS_MS)],
    );
    const of = (guest: boolean) => rows.filter((row) => row.guest === guest);
    return {
      join_code: code ? codeAnswer(code, dashboard) : null,
      waiting: of(false).map(({ id, name, since }) => ({ user_id: id, name, since: since.toISOString() })),
      guests: of(true).map(({ id, name, since }) => ({ guest_id: id, name, since: since.toISOString() })),
    };
  }
}

const codeAnswer = ({ code, until, ...row }: CodeRow, dashboard: string): JoinCode => ({
  ...row,
  code: shownCode(code),
  url: `${dashboard}${pages.join}#${code}`,
  until: until.toISOString(),
});
