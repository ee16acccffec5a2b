import { z } from 'zod';
import { ContainerStatus, ContainerType } from './container-values.js';
import { FailurePhase, LastLaunch, LaunchFailure, LaunchPhase, StorageNotice, WaitsFor } from './containers.js';
import { ErrorCode } from './errors.js';
import { Lesson } from './lesson.js';
import { languages, liveStates } from './values.js';

const Timestamp = z.iso.datetime();

const type = ContainerType.optional().meta({ description: 'A template of the class; else its first.' });

export const LiveQuery = z.strictObject({ type });

/** `EventSource` cannot send custom headers, so the reader's language is in the query. */
export const ClassEventsQuery = z.strictObject({ type, language: z.enum(languages).optional() });

/**
 * - `help`: has an open call for help.
 * - `failed`: the container failed.
 * - `stuck`: its launch takes much longer than others, loads nothing any more, or the line does not move.
 * - `waiting`: its launch waits in the line, or it waits for a machine. `starting`: is launched.
 * - `working`: runs, used in the last two minutes. `quiet`: runs, not used for longer.
 * - `resting`: paused or stopped.
 * - `not_started`: no container, but was here today. `absent`: was not here today.
 */
export const LiveState = z.enum(liveStates).meta({ id: 'LiveState' });
export type LiveState = z.infer<typeof LiveState>;

/** A member of a class with their container of one template. */
export const LivePerson = z
  .object({
    user_id: z.int(),
    name: z.string(),
    slug: z.string(),
    blocked: z.boolean(),
    state: LiveState,
    since: Timestamp.nullable().meta({ description: 'When this state began; null where nobody knows.' }),
    next: z.object({ state: LiveState, at: Timestamp }).nullable().meta({
      description:
        'What the state is from that time on, unless an event comes before. No event comes for what only time changes.',
    }),
    status: ContainerStatus,
    phase: LaunchPhase.nullable().meta({ description: 'Null unless it is launched.' }),
    waits_for: WaitsFor.nullable(),
    percent: z.number().min(0).max(100).nullable().meta({ description: 'Of the image, while that is loaded.' }),
    queue_position: z.int().nullable().meta({ description: '1 is next; null when it is not queued.' }),
    last_used: Timestamp.nullable().meta({ description: 'Events for this alone come at most every 30 seconds.' }),
    failure: z
      .object({ code: ErrorCode, phase: FailurePhase, reason: z.string() })
      .nullable()
      .meta({ description: 'In the reader’s language. What to do about it and the log: `memberLaunch`.' }),
    devices: z.int().meta({ description: 'Open logins.' }),
    visited: z
      .object({ by: z.string(), at: Timestamp })
      .nullable()
      .meta({ description: 'A visit to the container that has not ended.' }),
    visit_url: z.url().nullable().meta({
      description:
        'Where a visit to their service begins, in a browser; null where services have no origin of their own.',
    }),
    shared: z.boolean().meta({ description: 'A share link opens it to others.' }),
    help: z
      .object({
        at: Timestamp,
        text: z.string().nullable(),
        type: z.string().nullable(),
        place: z.int().positive().meta({ description: '1 has called first.' }),
      })
      .nullable(),
    storage_bytes: z
      .int()
      .nonnegative()
      .nullable()
      .meta({ description: 'As last measured; null without a container.' }),
    storage: StorageNotice.nullable().meta({ description: 'Null below 90 % of the limit, or without one.' }),
  })
  .meta({ id: 'LivePerson' });
export type LivePerson = z.infer<typeof LivePerson>;

export const LiveClass = z
  .object({
    now: Timestamp.meta({ description: 'The clock of the server; all other times are by it.' }),
    as_of: Timestamp.nullable().meta({
      description: 'Set while the runtime does not answer: the time of the last known status.',
    }),
    type: z.string().meta({ description: 'The template that this is about.' }),
    lesson: Lesson.nullable(),
    expected_ms: z.int().nonnegative().nullable().meta({
      description:
        'How long half of the last launches of this template took at most, without the line and the image; null where there were none.',
    }),
    counts: z.record(LiveState, z.int()),
    people: z.array(LivePerson).meta({ description: 'All members that are in the class, by name; no teachers.' }),
  })
  .meta({ id: 'LiveClass' });
export type LiveClass = z.infer<typeof LiveClass>;

export const GonePerson = z.object({ user_id: z.int() }).meta({ id: 'GonePerson' });
export type GonePerson = z.infer<typeof GonePerson>;
export const LivePing = z.object({ now: Timestamp }).meta({ id: 'LivePing' });
export type LivePing = z.infer<typeof LivePing>;

export const MemberLaunchQuery = z.strictObject({ type });

export const MemberLaunch = z
  .object({
    failure: LaunchFailure.nullable().meta({ description: 'Null unless the container failed.' }),
    last_launch: LastLaunch.nullable().meta({ description: 'The last one that succeeded.' }),
  })
  .meta({ id: 'MemberLaunch' });
export type MemberLaunch = z.infer<typeof MemberLaunch>;
