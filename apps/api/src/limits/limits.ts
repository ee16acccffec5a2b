import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { LimitKind, type LimitScope, type LimitsOfPerson, type OwnLimit, type Role } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AppError } from '../errors/app-error.js';
import { RULES_OF_PERSON, USED_BY_PERSON } from './effective-limits.js';

type Limit = LimitsOfPerson['limits'][number];

interface RuleRow {
  readonly id: number;
  readonly scope: LimitScope;
  readonly role: Role | null;
  readonly kind: LimitKind;
  readonly value: number | null;
  readonly until: string | null;
  readonly note: string | null;
  readonly version: number;
}

/** What people may have at a time, and what they have. */
@Injectable()
export class Limits {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** One of each kind, for the person. */
  async effective(userId: number): Promise<OwnLimit[]> {
    return (await this.ofPerson(userId)).map(({ rules: [rule], ...limit }) => ({
      ...limit,
      rule: rule ? { scope: rule.scope, role: rule.role } : null,
    }));
  }

  /**
   * With all rules about the person; the one that counts comes first.
   * @throws AppError `not_found`
   */
  async ofPerson(userId: number): Promise<Limit[]> {
    const [person] = await this.database.query<{ used: Record<LimitKind, number>; rules: RuleRow[] }[]>(
      `SELECT
         (SELECT row_to_json(used) FROM (${USED_BY_PERSON}) used) AS used,
         (SELECT COALESCE(json_agg(rule), '[]') FROM (${RULES_OF_PERSON}) rule) AS rules
       FROM users person WHERE person.id = $1 AND person.deleted_at IS NULL`,
      [userId],
    );
    if (!person) throw new AppError('not_found');
    return LimitKind.options.map((kind) => {
      const rules = person.rules.filter((rule) => rule.kind === kind);
      return {
        kind,
        used: person.used[kind],
        value: rules[0]?.value ?? null,
        rules: rules.map(({ id, scope, role, value, until, note, version }, index) => ({
          ...{ id, scope, role, kind, value, note, version },
          until: until && new Date(until).toISOString(),
          decides: index === 0,
        })),
      };
    });
  }
}
