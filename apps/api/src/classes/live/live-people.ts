import { Injectable } from '@nestjs/common';
import {
  type ContainerStatus,
  type LiveClass,
  type LivePerson,
  type LiveState,
  liveStates,
  type StorageNotice,
  type WaitsFor,
} from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { Clock } from '../../background/clock.js';
import type { Failure } from '../../containers/failure.js';
import { LaunchProgressStore } from '../../containers/launch/launch-progress-store.js';
import { type LaunchTimes, RecentLaunches } from '../../containers/launch/launch-times.js';
import { type PreparedStatement, runPrepared } from '../../database/run-prepared.js';
import { CrossHostSignIn } from '../../gateway/sign-in/cross-host-sign-in.js';
import type { Language } from '../../i18n/language.js';
import { format, messages } from '../../i18n/messages.js';
import { RuntimeHealth } from '../../runtime/runtime-health.js';
import { MEMBERS, NAME_IN_CLASS } from '../class-people.js';
import { stateAt } from './live-state.js';

/** What is stored about a member and their container of one template. */
export interface LiveRow {
  readonly userId: number;
  readonly name: string;
  readonly slug: string;
  readonly blocked: boolean;
  readonly lastSeenAt: Date | null;
  readonly status: ContainerStatus;
  readonly statusSince: Date | null;
  readonly lastUsed: Date | null;
  readonly waitsFor: WaitsFor | null;
  readonly failure: Pick<Failure, 'code' | 'facts' | 'phase'> | null;
  readonly storageBytes: string | null;
  readonly storage: StorageNotice | null;
  readonly devices: number;
  readonly visited: LivePerson['visited'];
  readonly shared: boolean;
  readonly help: LivePerson['help'];
}

type Shown = Pick<LiveClass, 'type' | 'lesson'>;

/** As the contract writes times. */
const time = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * $1: a class, $2: a template, $3: ids of people, null for all, $4: now. No mail addresses: everybody in the room may read
 * this page.
 */
const PEOPLE: PreparedStatement = {
  name: 'live_people',
  text: `
    SELECT
      member.user_id AS "userId", ${NAME_IN_CLASS} AS name, users.slug,
      users.blocked, users.last_seen_at AS "lastSeenAt",
      COALESCE(container.status, 'not_created') AS status, container.status_since AS "statusSince",
      container.last_used AS "lastUsed", container.waits_for AS "waitsFor",
      container.failure - 'logTail' - 'steps' AS failure,
      container.kept_bytes + container.uploaded_bytes AS "storageBytes",
      container.storage_notice AS storage,
      (
        SELECT count(*)::int FROM session
        WHERE session.user_id = member.user_id AND revoked_at IS NULL AND expires_at > $4
      ) AS devices,
      (
        SELECT json_build_object('by', visitor_name, 'at', ${time('at')}) FROM visit
        WHERE visit.user_id = member.user_id AND visit.container_type = $2 AND ended_at IS NULL
        ORDER BY at DESC LIMIT 1
      ) AS visited,
      EXISTS (
        SELECT FROM share_link
        WHERE share_link.user_id = member.user_id AND share_link.container_type = $2 AND ended_at IS NULL AND expires_at > $4
      ) AS shared,
      (
        SELECT json_build_object('at', ${time('call.at')}, 'text', call.text, 'type', call.type, 'place', (
          SELECT count(*) FROM help_call earlier
          WHERE earlier.class_id = $1 AND earlier.done_at IS NULL AND (earlier.at, earlier.id) <= (call.at, call.id)
        ))
        FROM help_call call
        WHERE call.class_id = $1 AND call.user_id = member.user_id AND call.done_at IS NULL
      ) AS help
    FROM ${MEMBERS}
    LEFT JOIN user_container container ON container.user_id = member.user_id AND container.container_type = $2
    WHERE member.class_id = $1 AND member.role = 'member'
      AND ($3::int[] IS NULL OR member.user_id = ANY($3))
    ORDER BY lower(${NAME_IN_CLASS}), member.user_id`,
};

/** The members of a class as its teachers see them. */
@Injectable()
export class LivePeople {
  constructor(
    private readonly dataSource: DataSource,
    private readonly progress: LaunchProgressStore,
    private readonly launches: RecentLaunches,
    private readonly health: RuntimeHealth,
    private readonly signIn: CrossHostSignIn,
    private readonly clock: Clock,
  ) {}

  /** By name. One statement. */
  rows(classId: number, type: string, userIds: readonly number[] | null): Promise<LiveRow[]> {
    return runPrepared<LiveRow>(this.dataSource, PEOPLE, [classId, type, userIds, this.clock.now()]);
  }

  timesOf(type: string): Promise<LaunchTimes | null> {
    return this.launches.of(type);
  }

  /** Costs no statement. */
  person(row: LiveRow, type: string, times: LaunchTimes | null, language: Language): LivePerson {
    const { userId, help, failure, lastUsed } = row;
    // The row decides: progress from another process may be left of a launch that ended with that process.
    const launch = row.status === 'starting' ? this.progress.of({ userId, type }) : null;
    const helpAt = help && new Date(help.at);
    const { state, since, next } = stateAt({ ...row, helpAt, launch, p95: times?.p95 ?? null }, this.clock.now());
    return {
      ...{ user_id: userId, name: row.name, slug: row.slug, blocked: row.blocked },
      state,
      since: since?.toISOString() ?? null,
      next: next && { state: next.state, at: next.at.toISOString() },
      status: row.status,
      phase: launch?.phase ?? null,
      waits_for: row.waitsFor,
      percent: launch?.percent ?? null,
      queue_position: launch?.queue_position ?? null,
      last_used: lastUsed?.toISOString() ?? null,
      failure:
        row.status === 'error' && failure
          ? {
              ...{ code: failure.code, phase: failure.phase },
              reason: format(messages(language).errors[failure.code].title, failure.facts),
            }
          : null,
      ...{
        devices: row.devices,
        visited: row.visited,
        visit_url: this.signIn.visitUrlOf({ ...row, type }),
        shared: row.shared,
        help,
      },
      storage_bytes: row.storageBytes === null ? null : Number(row.storageBytes),
      storage: row.storage,
    };
  }

  /** Costs no statement. */
  all(rows: readonly LiveRow[], { type, lesson }: Shown, times: LaunchTimes | null, language: Language): LiveClass {
    const people = rows.map((row) => this.person(row, type, times, language));
    const counts = Object.fromEntries(liveStates.map((state) => [state, 0])) as Record<LiveState, number>;
    for (const { state } of people) counts[state] += 1;
    return {
      now: this.clock.now().toISOString(),
      as_of: this.health.awaySince?.toISOString() ?? null,
      type,
      lesson,
      expected_ms: times && Math.round(times.median),
      counts,
      people,
    };
  }
}
