import type { AuditEvent, Job, OwnedContainer, Person } from '@spawner/contracts';

export const person = (id: number, more: Partial<Person> = {}): Person => ({
  id,
  email: `person${id}@school.example`,
  display_name: `Person ${id}`,
  language: null,
  slug: `person${id}`,
  role: 'user',
  is_admin: false,
  state: 'active',
  approval: 'granted',
  class_account: false,
  blocked: false,
  blocked_reason: null,
  containers: { running: 0, paused: 0, failed: 0, total: 0 },
  classes: [],
  storage_bytes: 0,
  created_at: '2026-01-01T08:00:00.000Z',
  last_seen_at: null,
  deleted_at: null,
  erase_after: null,
  erase_error: null,
  version: 1,
  ...more,
});

export const peoplePage = (items: Person[], more: { total?: number; next_cursor?: string | null } = {}) => ({
  items,
  next_cursor: null,
  total: items.length,
  counts: { all: 812, today: 30, waiting: 2, blocked: 1, never: 4, deleted: 0 },
  ...more,
});

export const ownedContainer = (owner: number, more: Partial<OwnedContainer> = {}): OwnedContainer => ({
  owner: { id: owner, name: `Person ${owner}`, slug: `person${owner}` },
  type: 'dev',
  display_name: 'Development Container',
  service_url: `https://coder.domain.com/person${owner}-dev`,
  state: 'running',
  status_since: '2026-11-26T08:00:00.000Z',
  last_used: null,
  waits_for: null,
  machine: null,
  rest_reason: null,
  outdated: null,
  failure: null,
  waiting_since: null,
  memory_bytes: 512_000_000,
  layer_bytes: null,
  layer_limit_bytes: null,
  volume_bytes: 0,
  ...more,
});

export const auditEvent = (id: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  id,
  at: '2026-11-26T08:00:00.000Z',
  actor: { id: 1, name: 'Ada' },
  about: null,
  action: 'user_blocked',
  subject: null,
  from_ip: '192.0.2.1',
  outcome: 'done',
  facts: {},
  ...more,
});

export const job = (more: Partial<Job> = {}): Job => ({
  id: '33333333-3333-4333-8333-333333333333',
  kind: 'block',
  class_id: null,
  state: 'running',
  total: 30,
  done: 18,
  failed: 1,
  skipped: 0,
  started_by: { id: 1, name: 'Ada' },
  created_at: new Date().toISOString(),
  started_at: new Date().toISOString(),
  finished_at: null,
  ...more,
});
