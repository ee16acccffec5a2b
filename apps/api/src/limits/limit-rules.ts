import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { LimitKind, LimitRehearsal, LimitRehearsalQuery, LimitRule, NewLimitRule } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { AuditTrail } from '../audit/audit-trail.js';
import { AppError } from '../errors/app-error.js';
import { ChangedMeanwhile } from '../errors/changed-meanwhile.error.js';
import { DECIDES, SCOPE, USED_BY_PERSON } from './effective-limits.js';

type RuleRow = Omit<LimitRule, 'value' | 'until' | 'made_at' | 'decides_for'> & {
  readonly value: string | null;
  readonly until: Date | null;
  readonly made_at: Date;
  readonly decides_for: string;
};

const person = (id: string): string =>
  `(SELECT json_build_object('id', id, 'name', COALESCE(display_name, email)) FROM users WHERE id = ${id})`;
const RULES = `
  SELECT rule.id, ${SCOPE} AS scope, rule.role, ${person('rule.user_id')} AS person, rule.kind, rule.value, rule.until,
    rule.note, rule.version, ${person('rule.made_by')} AS made_by, rule.made_at,
    (SELECT count(*) FROM users person WHERE ${DECIDES} AND (rule.until IS NULL OR rule.until > now())) AS decides_for
  FROM limit_rule rule`;
const ABOUT = `
  rule.kind = $1 AND rule.user_id IS NOT DISTINCT FROM $2::int AND rule.role IS NOT DISTINCT FROM $3`;

/** Who changes the rules, and from which address. */
interface Admin {
  readonly actor: number;
  readonly from: string;
}

/** The rules that admins make. Each change is recorded in its transaction. */
@Injectable()
export class LimitRules {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly audit: AuditTrail,
  ) {}

  async all(): Promise<LimitRule[]> {
    const rows = await this.database.query<RuleRow[]>(
      `${RULES} ORDER BY rule.user_id IS NOT NULL, rule.role IS NOT NULL, rule.role, rule.user_id, rule.kind`,
    );
    return rows.map(toRule);
  }

  /**
   * Replaces the rule about the same people and kind.
   * @throws AppError `not_found` where there is no such person, ChangedMeanwhile where the version is an older one
   */
  async put(
    { kind, user_id: userId, role, value, until, note, version }: z.output<typeof NewLimitRule>,
    admin: Admin,
  ): Promise<LimitRule> {
    return this.database.transaction(async (manager) => {
      if (userId !== undefined && !(await stays(userId, manager))) throw new AppError('not_found');
      const about = [kind, userId ?? null, role ?? null];
      const values = [...about, value, until, note, admin.actor];
      const [saved] =
        version === null
          ? await manager.query<{ id: number }[]>(
              `INSERT INTO limit_rule (kind, user_id, role, value, until, note, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT DO NOTHING RETURNING id`,
              values,
            )
          : (
              await manager.query<[{ id: number }[], number]>(
                `UPDATE limit_rule rule
               SET value = $4, until = $5, note = $6, made_by = $7, made_at = now(), version = rule.version + 1
               WHERE ${ABOUT} AND rule.version = $8 RETURNING id`,
                [...values, version],
              )
            )[0];
      const [row] = await manager.query<RuleRow[]>(`${RULES} WHERE ${ABOUT}`, about);
      if (!saved || !row) throw new ChangedMeanwhile(row ? toRule(row) : null);
      const rule = toRule(row);
      const facts = { scope: rule.scope, role: rule.role, value: rule.value, until: rule.until };
      await this.audit.recordWith(manager, {
        ...{ action: 'limit_changed', ...admin, about: rule.person?.id ?? null, subject: kind, facts },
      });
      return rule;
    });
  }

  /** @throws AppError `not_found` */
  delete(id: number, admin: Admin): Promise<void> {
    return this.database.transaction(async (manager) => {
      const [[deleted]] = await manager.query<[{ kind: LimitKind; user_id: number | null }[], number]>(
        'DELETE FROM limit_rule WHERE id = $1 RETURNING kind, user_id',
        [id],
      );
      if (!deleted) throw new AppError('not_found');
      const { kind: subject, user_id: about } = deleted;
      await this.audit.recordWith(manager, {
        action: 'limit_changed',
        ...admin,
        about,
        subject,
        facts: { deleted: id },
      });
    });
  }

  /** For how many people the rule would count, and how many of them hold more than its value. */
  async rehearse({
    kind,
    user_id: userId,
    role,
    value,
  }: z.output<typeof LimitRehearsalQuery>): Promise<LimitRehearsal> {
    const [counts] = await this.database.query<{ decides: string; above: string }[]>(
      `SELECT count(*) AS decides,
         count(*) FILTER (WHERE (SELECT (row_to_json(used)->>$1)::bigint FROM (${USED_BY_PERSON}) used) > $4) AS above
       FROM (SELECT $1::text AS kind, $2::int AS user_id, $3::text AS role) rule, users person
       WHERE ${DECIDES}`,
      [kind, userId ?? null, role ?? null, value ?? null],
    );
    return { decides_for: Number(counts?.decides), above: Number(counts?.above) };
  }
}

/** The person cannot be erased until the end of the transaction: the rule would name nobody. */
async function stays(userId: number, manager: EntityManager): Promise<boolean> {
  const rows = await manager.query<unknown[]>('SELECT FROM users WHERE id = $1 AND deleted_at IS NULL FOR KEY SHARE', [
    userId,
  ]);
  return rows.length > 0;
}

const toRule = ({ value, until, made_at: madeAt, decides_for: decidesFor, ...row }: RuleRow): LimitRule => ({
  ...row,
  value: value === null ? null : Number(value),
  until: until?.toISOString() ?? null,
  made_at: madeAt.toISOString(),
  decides_for: Number(decidesFor),
});
