import { z } from 'zod';
import { RowId, RowIdText, Time } from './column-values.js';
import { ContainerType } from './container-values.js';
import { PersonRef } from './person-ref.js';

const Timestamp = z.iso.datetime();

/** Line breaks and tabs are text here. */
const Text = (most: number) =>
  z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cs}\p{Bidi_Control}\0]*$/u);

const Until = Time.meta({ description: 'At most 12 hours ahead.' });

/** A span in which a class works. While it is open, nothing of the class is paused or stopped for being unused. */
export const Lesson = z
  .object({
    id: z.int(),
    started_by: PersonRef,
    started_at: Timestamp,
    until: Timestamp.meta({ description: 'It ends by itself then.' }),
    typed_login: z.boolean().meta({ description: 'Whether members log in with their typed codes.' }),
    stop_at_end: z.boolean().meta({ description: 'Whether its end stops the containers of the class.' }),
  })
  .meta({ id: 'Lesson' });
export type Lesson = z.infer<typeof Lesson>;

export const OpenLesson = z.object({ lesson: Lesson.nullable() }).meta({ id: 'OpenLesson' });
export type OpenLesson = z.infer<typeof OpenLesson>;

export const NewLesson = z
  .strictObject({
    until: Until,
    start_all: z
      .boolean()
      .default(false)
      .meta({ description: 'Starts the first template of the class for everybody.' }),
    typed_login: z.boolean().default(true),
    stop_at_end: z.boolean().default(false),
  })
  .meta({ id: 'NewLesson' });
export type NewLesson = z.output<typeof NewLesson>;

const StartedJob = z.uuid().nullable();

export const LessonBegun = z
  .object({ lesson: Lesson, job_id: StartedJob.meta({ description: 'Of starting all; null without `start_all`.' }) })
  .meta({ id: 'LessonBegun' });
export type LessonBegun = z.infer<typeof LessonBegun>;

export const LessonChange = z.strictObject({ until: Until }).meta({ id: 'LessonChange' });
export type LessonChange = z.output<typeof LessonChange>;

export const LessonEnded = z
  .object({ job_id: StartedJob.meta({ description: 'Of stopping all; null without `stop_at_end`.' }) })
  .meta({ id: 'LessonEnded' });
export type LessonEnded = z.infer<typeof LessonEnded>;

export const ClassMessage = z
  .object({
    id: z.int(),
    text: z.string(),
    sent_by: PersonRef,
    at: Timestamp,
    until: Timestamp.meta({ description: 'Members see it until then.' }),
    to: z.array(z.int()).nullable().meta({ description: 'Ids of members; null: to all.' }),
    seen_by: z.array(z.int()).meta({ description: 'Ids of the members who have put it away.' }),
  })
  .meta({ id: 'ClassMessage' });
export type ClassMessage = z.infer<typeof ClassMessage>;

/** Newest first, only those that are not over. */
export const ClassMessages = z.object({ messages: z.array(ClassMessage) }).meta({ id: 'ClassMessages' });
export type ClassMessages = z.infer<typeof ClassMessages>;

export const NewMessage = z
  .strictObject({
    text: Text(500),
    to: z.array(RowId).min(1).max(1000).nullable().default(null).meta({ description: 'Null: to all.' }),
    until: Time.nullable().default(null).meta({
      description: 'At most 30 days ahead. Null: until the end of the lesson, and without a lesson for 24 hours.',
    }),
  })
  .meta({ id: 'NewMessage' });
export type NewMessage = z.output<typeof NewMessage>;

/** A row of the path `/api/class/{id}/message/{message_id}`. */
export const MessageId = RowIdText;

export const HelpRequest = z
  .strictObject({
    class_id: RowId,
    type: ContainerType.nullable().default(null).meta({ description: 'The template that it is about.' }),
    text: Text(200).nullable().default(null),
  })
  .meta({ id: 'HelpRequest' });
export type HelpRequest = z.output<typeof HelpRequest>;

export const HelpQuery = z.strictObject({ class_id: RowIdText });

export const OwnHelp = z
  .object({
    at: Timestamp,
    place: z.int().positive().meta({ description: '1: they are next.' }),
    type: z.string().nullable(),
    text: z.string().nullable(),
  })
  .meta({ id: 'OwnHelp' });
export type OwnHelp = z.infer<typeof OwnHelp>;

/** What a member has not put away yet. */
export const OwnMessage = z
  .object({ id: z.int(), text: z.string(), sent_by: z.string(), at: Timestamp, until: Timestamp })
  .meta({ id: 'OwnMessage' });
export type OwnMessage = z.infer<typeof OwnMessage>;

/** The open lesson as members see it. */
export const OwnLesson = z
  .object({ until: Timestamp, teacher: z.string().meta({ description: 'Who has begun it.' }) })
  .meta({ id: 'OwnLesson' });
export type OwnLesson = z.infer<typeof OwnLesson>;
