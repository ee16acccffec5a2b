import type { ClassMessage, Job, Lesson } from '@spawner/contracts';
import type { Operations } from '../operation.js';

const lesson: Lesson = {
  id: 12,
  started_by: { id: 4, name: 'Ms Vogel' },
  started_at: '2026-09-01T07:45:00.000Z',
  until: '2026-09-01T08:30:00.000Z',
  typed_login: true,
  stop_at_end: false,
};

const message: ClassMessage = {
  id: 5,
  text: 'Save your work, please. We end in five minutes.',
  sent_by: { id: 4, name: 'Ms Vogel' },
  at: '2026-09-01T08:25:00.000Z',
  until: '2026-09-01T08:30:00.000Z',
  to: null,
  seen_by: [31],
};

const job: Job = {
  id: '2a7f7c1e-93d4-4a59-9a8f-1f0f3d1c8b11',
  kind: 'class_start',
  class_id: 3,
  state: 'running',
  total: 28,
  done: 17,
  failed: 1,
  skipped: 2,
  started_by: { id: 4, name: 'Ms Vogel' },
  created_at: '2026-09-01T07:40:00.000Z',
  started_at: '2026-09-01T07:40:00.050Z',
  finished_at: null,
};

const forTeachers = 'For teachers of the class and admins.';

export const lessonOperations: Operations<
  | 'lesson'
  | 'beginLesson'
  | 'changeLesson'
  | 'endLesson'
  | 'startEstimate'
  | 'classCards'
  | 'classJobs'
  | 'classJob'
  | 'cancelClassJob'
  | 'retryClassJob'
  | 'classJobReport'
  | 'classMessages'
  | 'sendMessage'
  | 'withdrawMessage'
  | 'helpDone'
  | 'callHelp'
  | 'withdrawHelp'
  | 'messageSeen'
> = {
  lesson: {
    summary: 'Read the open lesson',
    description: `${forTeachers} Null while none is open.`,
    answer: { lesson },
    errors: ['not_found'],
  },
  beginLesson: {
    summary: 'Begin a lesson',
    description:
      'A class has one at a time. It ends by itself at `until`, at most 12 hours ahead. While it is open, containers of the class’s templates are not paused or stopped for being unused, and members can call for help.',
    body: { until: '2026-09-01T08:30:00.000Z', start_all: true },
    answer: { lesson, job_id: job.id },
    errors: ['not_found', 'class_archived', 'lesson_open', 'unknown_type'],
  },
  changeLesson: {
    summary: 'Change when the lesson ends',
    description: forTeachers,
    body: { until: '2026-09-01T09:15:00.000Z' },
    answer: { ...lesson, until: '2026-09-01T09:15:00.000Z' },
    errors: ['not_found', 'no_lesson'],
  },
  endLesson: {
    summary: 'End the lesson',
    description: 'Open calls for help end with it. With `stop_at_end` a job stops the containers of the class.',
    answer: { job_id: null },
    errors: ['not_found', 'no_lesson'],
  },
  startEstimate: {
    summary: 'Estimate what starting all takes',
    description: `${forTeachers} How many can start, how many of them have a place at once, and about how long it takes.`,
    answer: { members: 28, startable: 26, room: 22, seconds: 52, running: 2, working: 1 },
    errors: ['not_found', 'unknown_type'],
  },
  classCards: {
    summary: 'Start, stop, restart or recreate containers of members',
    description:
      'A job does it. Only for templates of the class, and not for teachers or admins: else `forbidden`. An id of somebody who is not in the class is `not_found`, and nothing is done. Launches go behind those that people click.',
    body: { type: 'dev', all: true, expected: 28 },
    answer: { job_id: job.id },
    errors: ['not_found', 'class_archived', 'unknown_type', 'changed_meanwhile', 'nothing_selected'],
  },
  classJobs: {
    summary: 'List the jobs of a class',
    description: `${forTeachers} Newest first. Jobs are kept for 30 days.`,
    answer: { items: [job], next_cursor: null, total: 1 },
    errors: ['not_found'],
  },
  classJob: {
    summary: 'Read a job of a class',
    description: `${forTeachers} With the items that failed or were skipped.`,
    answer: {
      ...job,
      items: [
        {
          seq: 4,
          user_id: 31,
          type: 'dev',
          label: 'Ben',
          state: 'failed',
          code: 'runtime_unreachable',
          reason: 'The container engine cannot be reached.',
        },
      ],
    },
    errors: ['not_found'],
  },
  cancelClassJob: {
    summary: 'Cancel a job of a class',
    description: `${forTeachers} Items that wait are skipped; items that run end.`,
    answer: { ...job, state: 'cancelled', skipped: 10, finished_at: '2026-09-01T07:41:00.000Z' },
    errors: ['not_found'],
  },
  retryClassJob: {
    summary: 'Repeat the failed items of a job of a class',
    description: `${forTeachers} A job without failed items stays as it is.`,
    answer: job,
    errors: ['not_found'],
  },
  classJobReport: {
    summary: 'Download the result of a job of a class',
    description: `${forTeachers} One line an item, as CSV.`,
    answer: '"number","label","user_id","type","state","code","reason"\r\n1,"Ben",31,"dev","done",,\r\n',
    errors: ['not_found'],
  },
  classMessages: {
    summary: 'List the messages to a class',
    description: `${forTeachers} Those that members can still see, newest first.`,
    answer: { messages: [message] },
    errors: ['not_found'],
  },
  sendMessage: {
    summary: 'Send a message to a class',
    description: 'Members see it on their dashboard until it is over or they put it away.',
    body: { text: message.text },
    answer: { ...message, seen_by: [] },
    errors: ['not_found', 'class_archived'],
  },
  withdrawMessage: {
    summary: 'Withdraw a message',
    description: 'Members see it no longer.',
    answer: { message: 'The message is withdrawn.' },
    errors: ['not_found'],
  },
  helpDone: {
    summary: 'Mark a call for help as done',
    description: `${forTeachers} Does nothing where the member calls no longer.`,
    answer: { message: 'The call for help is done.' },
    errors: ['not_found'],
  },
  callHelp: {
    summary: 'Call for help',
    description: 'For members, only during a lesson. A second call changes the text of the first and keeps its place.',
    body: { class_id: 3, text: 'My page stays white.' },
    answer: { at: '2026-09-01T08:02:00.000Z', place: 2, type: null, text: 'My page stays white.' },
    errors: ['not_found', 'no_lesson', 'forbidden'],
  },
  withdrawHelp: {
    summary: 'Withdraw one’s call for help',
    description: 'Does nothing where there is none.',
    answer: { message: 'You no longer call for help.' },
    errors: ['not_found'],
  },
  messageSeen: {
    summary: 'Put a message away',
    description: 'It is no longer shown to the caller.',
    answer: { message: 'The message is put away.' },
    errors: ['not_found'],
  },
};
