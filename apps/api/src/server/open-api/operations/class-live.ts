import { type LivePerson, liveStates } from '@spawner/contracts';
import type { Operations } from '../operation.js';

const ben: LivePerson = {
  user_id: 31,
  name: 'Ben',
  slug: 'ben',
  blocked: false,
  state: 'working',
  since: '2026-09-01T08:02:11.000Z',
  next: { state: 'quiet', at: '2026-09-01T08:17:40.000Z' },
  status: 'running',
  phase: null,
  waits_for: null,
  percent: null,
  queue_position: null,
  last_used: '2026-09-01T08:15:40.000Z',
  failure: null,
  devices: 1,
  visited: null,
  visit_url: 'https://ben-dev.apps.domain.com/.spawner/visit',
  shared: false,
  help: null,
  storage_bytes: 18_432,
  storage: null,
};

const none = Object.fromEntries(liveStates.map((state) => [state, 0])) as Record<(typeof liveStates)[number], number>;

export const classLiveOperations: Operations<'classLive' | 'classEvents' | 'memberLaunch'> = {
  classLive: {
    summary: 'Read how the members of a class do',
    description:
      'For its teachers and admins: each member with their container of one template of the class, and the open lesson.',
    answer: {
      now: '2026-09-01T08:15:43.120Z',
      as_of: null,
      type: 'dev',
      lesson: null,
      expected_ms: 412,
      counts: { ...none, working: 1 },
      people: [ben],
    },
    errors: ['not_found', 'unknown_type'],
  },
  classEvents: {
    summary: 'Stream how the members of a class do',
    description:
      'Server-sent events for its teachers and admins. A connection begins with `live`, the answer of `GET /api/class/{id}/live`; then come `person` for each member that changes, `gone` with the `user_id` of one who has left the class, `lesson` with the open lesson or null, `message` where messages have changed and can be read again, and `entrance` where somebody waits to be let in, or no longer does: after it and after `live` the entrance can be read again. `ping` comes every 15 s with the clock of the server. No event comes for what only time changes: each person has `next`.',
    answer: 'event: person\ndata: {"user_id":31,"state":"resting"}\n\n',
    errors: ['not_found', 'unknown_type'],
  },
  memberLaunch: {
    summary: 'Read the last launch of a member',
    description:
      'For teachers of the class and admins: how long its steps took, and of a container that failed the reason, what to do, and the last lines of its log.',
    answer: {
      failure: {
        code: 'container_exited',
        phase: 'ready',
        reason: 'The application ended with code 1',
        advice: 'Read its log, then start it again.',
        at: '2026-09-01T08:15:40.000Z',
        steps: [{ phase: 'start', milliseconds: 800 }],
        log_tail: ['Error: Cannot find module ‘express’'],
      },
      last_launch: null,
    },
    errors: ['not_found', 'unknown_type'],
  },
};
