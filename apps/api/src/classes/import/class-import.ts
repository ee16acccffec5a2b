import { Injectable } from '@nestjs/common';
import { type ImportReport, type ImportVerdict, readAddress } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import type { Language } from '../../i18n/language.js';
import { ClassInvitations } from '../../invitations/class-invitations.js';
import type { Inviter } from '../../invitations/invitations.js';
import { UsersService } from '../../users/users.service.js';
import { NAME_IN_CLASS } from '../class-people.js';
import { ClassRights, type LedClass } from '../class-rights.js';
import { decoded } from './decoded.js';
import { type KnownMember, planned, type PlannedRow, type Roster, withoutClass } from './import-plan.js';
import { type ListedPerson, peopleIn } from './listed-people.js';
import { peopleByClass } from './people-by-class.js';

const INVITED_DAYS = 14;

/** The rows of one class. */
interface PlannedPart {
  readonly roster: Roster;
  readonly rows: readonly PlannedRow[];
}

/**
 * People from a file, into the class that it is read for, or into another one that a row names. Valid rows are done,
 * the others stay out, and nobody is removed.
 */
@Injectable()
export class ClassImport {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly users: UsersService,
    private readonly invitations: ClassInvitations,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError `not_found`, `class_archived`, `file_unreadable`, `too_many_rows` */
  async preview(classId: number, userId: number, file: Buffer): Promise<ImportReport> {
    return this.byClass(classId, userId, file, async (one, people) => {
      const roster = await this.rosterFor(one, people, this.dataSource.manager);
      return { roster, rows: planned(people, roster) };
    });
  }

  /** @throws AppError `not_found`, `class_archived`, `file_unreadable`, `too_many_rows` */
  async apply(classId: number, inviter: Inviter, language: Language, file: Buffer): Promise<ImportReport> {
    return this.byClass(classId, inviter.actor, file, (one, people) => this.applyTo(one.id, people, inviter, language));
  }

  /** @param work what happens with the rows of one class */
  private async byClass(
    classId: number,
    userId: number,
    file: Buffer,
    work: (one: LedClass, people: readonly ListedPerson[]) => Promise<PlannedPart>,
  ): Promise<ImportReport> {
    const into = await this.rights.led(classId, userId);
    this.rights.requireOpen(into);
    const { people, ignored } = peopleIn(decoded(file));
    const classes = people.some(({ className }) => className !== '') ? await this.rights.allOpen(userId) : [];
    const byClass = peopleByClass(people, into, classes);
    const own = await work(into, byClass.get(into) ?? []);
    const rows = [...own.rows];
    for (const [one, those] of byClass)
      if (one === null) rows.push(...withoutClass(those));
      else if (one !== into) rows.push(...(await work(one, those)).rows);
    return reportOf(
      rows.toSorted((row, other) => row.line - other.line),
      own,
      ignored,
    );
  }

  private async applyTo(
    classId: number,
    people: readonly ListedPerson[],
    inviter: Inviter,
    language: Language,
  ): Promise<PlannedPart> {
    const { led, roster, rows } = await this.dataSource.transaction(async (manager) => {
      const led = await this.rights.lock(classId, inviter.actor, manager);
      this.rights.requireOpen(led);
      const roster = await this.rosterFor(led, people, manager);
      const rows = planned(people, roster);
      for (const row of rows) if (row.verdict === 'changed') await this.change(row, led, inviter, manager);
      // Last, because nobody else can register from here to the end.
      await this.enrol(rows, roster, led, inviter, manager);
      await this.audit.recordWith(manager, {
        ...{ action: 'import_done', actor: inviter.actor, classId, subject: led.name, from: inviter.from },
        facts: { new: count(rows, 'new', 'invited', 'joins'), changed: count(rows, 'changed') },
      });
      return { led, roster, rows };
    });
    // Each in a transaction of its own: one address with too many mails does not take the others back.
    const done: PlannedRow[] = [];
    for (const row of rows) done.push(await this.invite(row, led, inviter, language));
    return { roster, rows: done };
  }

  /** With the same few statements for one and for two thousand. */
  private async enrol(
    rows: readonly PlannedRow[],
    { accounts }: Roster,
    led: LedClass,
    inviter: Inviter,
    manager: EntityManager,
  ): Promise<void> {
    const made = rows.filter(({ verdict }) => verdict === 'new');
    const people = made.map((row) => ({ name: row.name, externalId: row.external_id || null }));
    const ids = await this.users.insertForClass(led.id, people, manager);
    const joining = rows.filter(({ verdict }) => verdict === 'joins');
    const members = [
      ...ids.map((id) => ({ id, name: null })),
      ...joining.flatMap(({ email, name }) => {
        const id = accounts.get(email);
        return id === undefined ? [] : [{ id, name }];
      }),
    ];
    const added = members.map(({ id }) => id);
    await manager.query(
      `INSERT INTO class_member (class_id, user_id, role, roster_name, joined_via, joined_at)
       SELECT $1, id, 'member', name, 'import', $4 FROM unnest($2::int[], $3::varchar[]) AS made (id, name)`,
      [led.id, added, members.map(({ name }) => name), this.clock.now()],
    );
    await this.audit.recordEachWith(manager, added, {
      ...{ action: 'member_added', actor: inviter.actor, classId: led.id, subject: led.name },
      ...{ from: inviter.from, facts: { via: 'import', role: 'member' } },
    });
  }

  private async change(
    { name, email, external_id: externalId, member }: PlannedRow,
    led: LedClass,
    inviter: Inviter,
    manager: EntityManager,
  ): Promise<void> {
    if (!member) {
      await this.invitations.rename(led.id, email, name, manager);
      return;
    }
    const { userId, isClassAccount } = member;
    await manager.query(
      isClassAccount
        ? `UPDATE users SET display_name = $2, external_id = coalesce(external_id, $3), version = version + 1 WHERE id = $1`
        : 'UPDATE class_member SET roster_name = $2 WHERE user_id = $1 AND class_id = $3',
      [userId, name, isClassAccount ? externalId || null : led.id],
    );
    await this.audit.recordWith(manager, {
      ...{ action: 'member_changed', actor: inviter.actor, about: userId, classId: led.id, subject: led.name },
      ...{ from: inviter.from, facts: { field: 'name' } },
    });
  }

  private async invite(row: PlannedRow, led: LedClass, inviter: Inviter, language: Language): Promise<PlannedRow> {
    if (row.verdict !== 'invited') return row;
    const { email, name } = row;
    const wish = { email, name, via: 'import', language, days: INVITED_DAYS } as const;
    const outcome = await this.invitations.invite(led, wish, inviter);
    return outcome === 'too_many_mails' ? { ...row, verdict: 'wrong', fault: outcome } : row;
  }

  private async rosterFor(led: LedClass, people: readonly ListedPerson[], manager: EntityManager): Promise<Roster> {
    const members = await manager.query<KnownMember[]>(
      `SELECT users.id AS "userId", ${NAME_IN_CLASS} AS name,
         users.email, CASE WHEN users.class_id = $1 THEN users.external_id END AS "externalId",
         member.role = 'teacher' OR users.role = 'admin' AS "isTeacher", users.class_id IS NOT DISTINCT FROM $1 AS "isClassAccount"
       FROM class_member member JOIN users ON users.id = member.user_id AND users.deleted_at IS NULL
       WHERE member.class_id = $1 ORDER BY users.id`,
      [led.id],
    );
    // A teacher learns nothing of accounts: for them everybody with an address is asked by mail.
    const accounts =
      led.as === 'admin'
        ? await manager.query<{ id: number; email: string }[]>(
            'SELECT id, email FROM users WHERE email = ANY ($1) AND deleted_at IS NULL',
            [people.flatMap(({ email }) => readAddress(email).email ?? [])],
          )
        : [];
    return {
      members,
      invited: await this.invitations.openOf(led.id, manager),
      accounts: new Map(accounts.map(({ id, email }) => [email, id])),
      isRefused: await this.invitations.refusedFor(led.as),
    };
  }
}

const count = (rows: readonly PlannedRow[], ...verdicts: ImportVerdict[]): number =>
  rows.filter(({ verdict }) => verdicts.includes(verdict)).length;

function reportOf(
  rows: readonly PlannedRow[],
  { roster: { members }, rows: ownRows }: PlannedPart,
  ignored: readonly string[],
): ImportReport {
  const named = new Set(ownRows.flatMap(({ member }) => member?.userId ?? []));
  return {
    rows: rows.map(({ member: _member, ...row }) => row),
    new: count(rows, 'new', 'invited', 'joins'),
    same: count(rows, 'same'),
    changed: count(rows, 'changed'),
    wrong: count(rows, 'wrong', 'repeated'),
    absent: members
      .filter(({ userId, isTeacher }) => !isTeacher && !named.has(userId))
      .map(({ userId, name }) => ({ user_id: userId, name })),
    ignored: [...ignored],
  };
}
