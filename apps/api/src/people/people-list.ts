import { Injectable } from '@nestjs/common';
import {
  MOST_COUNTED,
  type PeopleCounts,
  type PeopleFilter,
  type PeopleQuery,
  type PeopleResponse,
  type PeopleSelection,
  type Person,
} from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../background/clock.js';
import { runPrepared } from '../database/run-prepared.js';
import { AppError } from '../errors/app-error.js';
import {
  COUNTS,
  cursorAfter,
  isTile,
  type NoRow,
  pageStatement,
  type PersonRow,
  personStatement,
  selectionStatement,
  type Statement,
} from './people-query.js';

/** The tiles, and how many match, are shown with every page and need a scan of all people. */
const COUNTS_MS = 5000;
/** Filters whose count is remembered: those of the admins who read at the same time. */
const REMEMBERED = 100;
const EXPORTED_AT_ONCE = 500;

/** How many match, by filter. */
type Totals = Map<string, { readonly until: number; readonly total: number }>;

/** Reads the people. One statement a page, no call of the runtime. */
@Injectable()
export class PeopleList {
  private totals: Totals = new Map();
  private counts: { readonly until: number; readonly found: Promise<PeopleCounts> } | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  async page(query: PeopleQuery): Promise<PeopleResponse> {
    // Those of a change that comes meanwhile are others.
    const { totals } = this;
    const known = this.knownTotal(query);
    const statement = pageStatement(query, known !== undefined || isTile(query));
    const [found, counts] = await Promise.all([this.run<PersonRow | NoRow>(statement), this.countTiles()]);
    const rows = found.filter((row) => row.id !== null);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    // A first page that is not full has all of them.
    const counted = !last && query.cursor === undefined ? rows.length : (found[0]?.matching ?? undefined);
    if (counted !== undefined) this.remember(totals, query, counted);
    const matching = counted ?? known ?? counts[query.state ?? 'all'];
    return {
      items: shown.map(personAnswer),
      next_cursor: last ? cursorAfter(query.sort, last) : null,
      total: Math.min(matching, MOST_COUNTED + 1),
      counts,
    };
  }

  /** @throws AppError `not_found` */
  async person(id: number, manager?: EntityManager): Promise<Person> {
    const [row] = await this.run<PersonRow | NoRow>(personStatement(id), manager);
    if (!row || row.id === null) throw new AppError('not_found');
    return personAnswer(row);
  }

  /** Everybody whom a filter finds, by name. */
  async *all(filter: PeopleFilter): AsyncGenerator<Person> {
    const query = { ...filter, sort: 'name', limit: EXPORTED_AT_ONCE } as const;
    let cursor: string | undefined;
    do {
      const rows = (await this.run<PersonRow | NoRow>(pageStatement({ ...query, cursor }, true))).filter(
        (row) => row.id !== null,
      );
      const page = rows.slice(0, query.limit);
      yield* page.map(personAnswer);
      const last = rows.length > query.limit ? page.at(-1) : undefined;
      cursor = last && cursorAfter(query.sort, last);
    } while (cursor !== undefined);
  }

  /** @param people with their ids in `user_id` */
  async selection(people: Statement, manager?: EntityManager): Promise<PeopleSelection> {
    const [found] = await this.run<PeopleSelection>(selectionStatement(people), manager);
    return found as PeopleSelection;
  }

  /** Somebody was changed: the tiles are counted again. */
  forgetCounts(): void {
    this.counts = null;
    this.totals = new Map();
  }

  private knownTotal(filter: PeopleFilter): number | undefined {
    const remembered = this.totals.get(keyOf(filter));
    return remembered && remembered.until > this.clock.now().getTime() ? remembered.total : undefined;
  }

  private remember(totals: Totals, filter: PeopleFilter, total: number): void {
    if (totals.size >= REMEMBERED) totals.clear();
    totals.set(keyOf(filter), { until: this.clock.now().getTime() + COUNTS_MS, total });
  }

  private countTiles(): Promise<PeopleCounts> {
    const now = this.clock.now().getTime();
    if (!this.counts || this.counts.until <= now) {
      const found = this.run<PeopleCounts>({ text: COUNTS, values: [] }).then(([counts]) => counts as PeopleCounts);
      this.counts = { until: now + COUNTS_MS, found };
      found.catch(() => {
        this.forgetCounts();
      });
    }
    return this.counts.found;
  }

  private run<Row extends object>({ name, text, values }: Statement, manager?: EntityManager): Promise<Row[]> {
    if (name) return runPrepared<Row>(this.dataSource, { name, text }, [...values]);
    return (manager ?? this.dataSource.manager).query<Row[]>(text, [...values]);
  }
}

const keyOf = ({ q, role, state, seen_before: seenBefore, class: classId }: PeopleFilter): string =>
  JSON.stringify([q, role, state, seenBefore, classId]);

const personAnswer = (row: PersonRow): Person => ({
  id: row.id,
  email: row.email,
  display_name: row.displayName,
  language: row.language,
  slug: row.slug,
  role: row.role,
  is_admin: row.role === 'admin',
  state: row.state,
  approval: row.approval,
  class_account: row.classId !== null,
  blocked: row.blocked,
  blocked_reason: row.blockedReason,
  containers: { running: row.running, paused: row.paused, failed: row.failed, total: row.total },
  classes: row.classes ?? [],
  storage_bytes: row.storageBytes,
  created_at: row.createdAt.toISOString(),
  last_seen_at: row.lastSeenAt?.toISOString() ?? null,
  deleted_at: row.deletedAt?.toISOString() ?? null,
  erase_after: row.eraseAfter?.toISOString() ?? null,
  erase_error: row.eraseError,
  version: row.version,
});
