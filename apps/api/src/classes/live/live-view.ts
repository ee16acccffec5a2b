import { isDeepStrictEqual } from 'node:util';
import { classEventNames, type Lesson, type LiveClass } from '@spawner/contracts';
import { AtMostEvery } from '../../background/at-most-every.js';
import { LatestOnly } from '../../background/latest-only.js';
import type { ContainerKey } from '../../container-ref/container-ref.js';
import type { LaunchTimes } from '../../containers/launch/launch-times.js';
import type { OpenStream } from '../../http/open-streams.js';
import type { Language } from '../../i18n/language.js';
import type { ClassChange } from '../class-changes.js';
import type { LivePeople, LiveRow } from './live-people.js';

export interface LiveReader {
  readonly userId: number;
  readonly language: Language;
  readonly stream: OpenStream;
}

/** What the view reads. Each rejects where the class cannot be read any more. */
export interface LiveSource {
  readonly people: LivePeople;
  readonly readLesson: () => Promise<Lesson | null>;
  /** Rejects where this person may not read the view any more. */
  readonly checkReader: (userId: number) => Promise<void>;
}

/** Working tiles move `last_used` every few seconds; a minute more or less of "working" is no news. */
const USES_EVERY_MS = 30_000;
/**
 * While a class launches, each member changes a dozen times within seconds: what falls into this time is read by one statement
 * and sent at once. Of the 300 ms in which a page shows what happens, the engine and the database need the rest.
 */
const REST_MS = 100;

/**
 * One template of one class as this process shows it to all who have the live page open. What has changed is read once for all
 * of them; while nothing changes, nothing is read.
 */
export class LiveView {
  private readonly readers = new Set<LiveReader>();
  /** By name. Null until it has been read. */
  private rows: Map<number, LiveRow> | null = null;
  /** Whoever comes while the class is read for the first time waits for that read. */
  private isRequested = false;
  private lesson: Lesson | null = null;
  private times: LaunchTimes | null = null;
  /** Their container may have changed, or whether they are in the class. */
  private readonly changed = { container: new Set<number>(), member: new Set<number>() };
  /** To be sent when the changes are read. */
  private readonly unsent = new Set<number>();
  private readonly reads = new LatestOnly<'all' | 'people' | 'lesson'>((what) => this.read(what), REST_MS);
  private readonly checks = new LatestOnly<number>((userId) => this.check(userId));
  private readonly uses = new AtMostEvery<number>(USES_EVERY_MS, (userId) => {
    this.send(userId);
  });

  constructor(
    private readonly classId: number,
    private readonly type: string,
    private readonly source: LiveSource,
  ) {
    // Readers connect again, and everything is read again.
    this.reads.onFailure = () => {
      this.rows = null;
      this.isRequested = false;
      for (const reader of this.readers) reader.stream.end();
    };
  }

  get isEmpty(): boolean {
    return this.readers.size === 0;
  }

  add(reader: LiveReader): void {
    this.readers.add(reader);
    // What was true before this view knew the reader may not be true any more.
    this.checks.request(reader.userId);
    if (this.rows) reader.stream.write(event('live', this.whole(this.rows, reader.language)));
    else if (!this.isRequested) {
      this.isRequested = true;
      this.reads.request('all');
    }
  }

  remove(reader: LiveReader): void {
    this.readers.delete(reader);
  }

  stop(): void {
    this.reads.stop();
    this.checks.stop();
    this.uses.stop();
  }

  containerChanged(key: ContainerKey | 'all'): void {
    if (key === 'all') return this.reads.request('all');
    if (key.type !== this.type) return;
    this.changed.container.add(key.userId);
    this.reads.request('people');
  }

  /** A step changes nothing in the database, so it costs no query. */
  launchMoved({ userId, type }: ContainerKey): void {
    if (type === this.type && this.rows?.get(userId)?.status === 'starting') this.send(userId);
  }

  classChanged(change: ClassChange | 'all'): void {
    if (change === 'all') {
      this.readersChanged();
      return this.reads.request('all');
    }
    if (change.class_id !== this.classId) return;
    const { kind, user_id: userId } = change;
    if (kind === 'lesson') return this.reads.request('lesson');
    if (kind === 'message') return this.broadcast(() => `event: ${classEventNames.message}\ndata:\n\n`);
    if (kind === 'members') this.readersChanged(userId);
    if (userId === null) return this.reads.request('all');
    this.changed.member.add(userId);
    // With the end of one call, all others move up.
    if (kind === 'help') for (const row of this.rows?.values() ?? []) if (row.help) this.changed.member.add(row.userId);
    this.reads.request('people');
  }

  /** What these readers may do may have changed. @param userId null: of all */
  readersChanged(userId: number | null = null): void {
    for (const reader of this.readers)
      if (userId === null || reader.userId === userId) this.checks.request(reader.userId);
  }

  private async read(what: 'all' | 'people' | 'lesson'): Promise<void> {
    if (what === 'all') await this.readAll();
    else if (what === 'people') await this.readPeople();
    else {
      this.lesson = await this.source.readLesson();
      this.broadcast(() => event('lesson', this.lesson));
    }
  }

  private async readAll(): Promise<void> {
    const { people, readLesson } = this.source;
    const [rows, lesson, times] = await Promise.all([
      people.rows(this.classId, this.type, null),
      readLesson(),
      people.timesOf(this.type),
    ]);
    const byId = new Map(rows.map((row) => [row.userId, row]));
    [this.rows, this.lesson, this.times] = [byId, lesson, times];
    this.unsent.clear();
    this.broadcast((language) => event('live', this.whole(byId, language)));
  }

  private async readPeople(): Promise<void> {
    // One notification names many, one after the other; so does a report of steps.
    await new Promise((resolve) => setImmediate(resolve));
    const { rows } = this;
    // It is being read.
    if (!rows) return;
    const { container, member } = this.changed;
    const ids = [...new Set([...[...container].filter((id) => rows.has(id)), ...member])];
    container.clear();
    member.clear();
    if (ids.length > 0) await this.readRows(ids, rows);
    this.flush();
  }

  /** One statement for all that have changed. */
  private async readRows(ids: readonly number[], rows: Map<number, LiveRow>): Promise<void> {
    const found = await this.source.people.rows(this.classId, this.type, ids);
    if (found.some(({ status }) => status === 'starting')) this.times = await this.source.people.timesOf(this.type);
    // Somebody new has a place between others.
    if (found.some(({ userId }) => !rows.has(userId))) return this.reads.request('all');
    // Who waits to be let in has no tile. With a change of all the whole class is sent, and the reader looks as well.
    if (ids.some((id) => !rows.has(id))) this.broadcast(() => event('entrance', {}));
    for (const row of found) this.take(row, rows);
    const left = new Set(ids.filter((id) => rows.has(id)));
    for (const { userId } of found) left.delete(userId);
    for (const id of left) {
      rows.delete(id);
      this.broadcast(() => event('gone', { user_id: id }));
    }
  }

  private take(row: LiveRow, rows: Map<number, LiveRow>): void {
    const { userId } = row;
    const before = rows.get(userId);
    rows.set(userId, row);
    if (!before || isDeepStrictEqual(before, row)) return;
    const isUse = isDeepStrictEqual({ ...before, lastUsed: null }, { ...row, lastUsed: null });
    if (isUse && this.stateOf(before) === this.stateOf(row)) this.uses.request(userId);
    else this.unsent.add(userId);
  }

  private stateOf(row: LiveRow) {
    return this.source.people.person(row, this.type, this.times, 'en').state;
  }

  private send(userId: number): void {
    this.unsent.add(userId);
    this.reads.request('people');
  }

  private flush(): void {
    const rows = [...this.unsent].flatMap((userId) => this.rows?.get(userId) ?? []);
    this.unsent.clear();
    if (rows.length === 0) return;
    this.broadcast((language) =>
      rows.map((row) => event('person', this.source.people.person(row, this.type, this.times, language))).join(''),
    );
  }

  private whole(rows: ReadonlyMap<number, LiveRow>, language: Language): LiveClass {
    const { type, lesson } = this;
    return this.source.people.all([...rows.values()], { type, lesson }, this.times, language);
  }

  /** @param compose called once for each language */
  private broadcast(compose: (language: Language) => string): void {
    const texts = new Map<Language, string>();
    for (const { language, stream } of this.readers) {
      const text = texts.get(language) ?? compose(language);
      texts.set(language, text);
      stream.write(text);
    }
  }

  private async check(userId: number): Promise<void> {
    try {
      await this.source.checkReader(userId);
    } catch {
      // Who still may, connects again.
      for (const reader of this.readers) if (reader.userId === userId) reader.stream.end();
    }
  }
}

const event = (name: keyof typeof classEventNames, data: unknown): string =>
  `event: ${classEventNames[name]}\ndata: ${JSON.stringify(data)}\n\n`;
