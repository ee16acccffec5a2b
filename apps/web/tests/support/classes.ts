import type { Class, Lesson, LiveClass, LivePerson, LiveState, OwnClass } from '@spawner/contracts';
import { liveStates } from '@spawner/contracts/values';

const teacher = { id: 1, name: 'Frau Weber' };
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

const lesson = (more: Partial<Lesson> = {}): Lesson => ({
  id: 1,
  started_by: teacher,
  started_at: new Date().toISOString(),
  until: inAnHour(),
  typed_login: true,
  stop_at_end: false,
  ...more,
});

export const livePerson = (id: number, state: LiveState, more: Partial<LivePerson> = {}): LivePerson => ({
  user_id: id,
  name: `Person ${id}`,
  slug: `person${id}`,
  blocked: false,
  state,
  since: new Date().toISOString(),
  next: null,
  status: 'running',
  phase: null,
  percent: null,
  queue_position: null,
  waits_for: null,
  last_used: null,
  failure: null,
  devices: 1,
  visited: null,
  visit_url: 'http://person.apps.domain.com/.spawner/visit',
  shared: false,
  help: null,
  storage_bytes: null,
  storage: null,
  ...more,
});

export const helpCall = (place: number, text: string | null = null): LivePerson['help'] => ({
  at: new Date().toISOString(),
  text,
  type: null,
  place,
});

export const liveClass = (people: LivePerson[], more: Partial<LiveClass> = {}): LiveClass => ({
  now: new Date().toISOString(),
  as_of: null,
  type: 'dev',
  lesson: lesson(),
  expected_ms: null,
  counts: Object.fromEntries(liveStates.map((state) => [state, 0])) as LiveClass['counts'],
  people,
  ...more,
});

export const ownClass = (more: Partial<OwnClass> = {}): OwnClass => ({
  id: 7,
  name: '7b',
  kind: 'class',
  templates: ['dev'],
  teachers: ['Frau Weber'],
  state: 'in',
  role: 'member',
  lesson: { until: inAnHour(), teacher: 'Frau Weber' },
  help: null,
  messages: [],
  ...more,
});

export const ledClass = (more: Partial<Class> = {}): Class => ({
  id: 7,
  name: '7b',
  kind: 'class',
  description: null,
  templates: ['dev'],
  ends_on: null,
  cards_when: 'always',
  own_devices: false,
  session_hours: 12,
  teachers: [teacher],
  members: 30,
  waiting: 0,
  working: 0,
  help_calls: 0,
  lesson_until: null,
  created_at: '2026-09-01T08:00:00.000Z',
  archived_at: null,
  version: 1,
  ...more,
});
