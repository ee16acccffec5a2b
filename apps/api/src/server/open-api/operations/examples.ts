import type { Container, ContainerDetail, ErrorCode, User } from '@spawner/contracts';

/** Values that several operations show. */
export const ann = {
  id: 7,
  email: 'ann@example.com',
  display_name: 'Ann',
  language: 'en',
  role: 'user',
  slug: 'ann',
  is_admin: false,
  state: 'active',
  approval: 'granted',
  class_account: false,
} as const satisfies User;

export const containerId = '4f1c2a9d7e3b';
export const serviceUrl = 'https://coder.domain.com/ann-dev';
/** 32 random bytes in base64url. */
export const magicLinkToken = 'kqv8tq0p2xJmO1bYV3nZ5rWcE7dFgHsLuAiT9yXoPzM';

export const container: Container = {
  type: 'dev',
  display_name: 'Development Container',
  description: 'Nginx-based development container',
  status: 'running',
  service_url: serviceUrl,
  container_id: containerId,
  created_at: '2026-09-01T07:30:00.000Z',
  last_used: '2026-09-01T08:15:00.000Z',
  status_since: '2026-09-01T07:30:01.000Z',
  as_of: null,
  verified: true,
  waits_for: null,
  rest_reason: null,
  next_rest: { action: 'pause', at: '2026-09-01T09:15:00.000Z' },
  kept: [{ path: '/usr/share/nginx/html', bytes: 18_432 }],
  storage: null,
  accepts_files: true,
  sharing: 'possible',
  visited: null,
  outdated: null,
};

export const containerDetail: ContainerDetail = {
  ...container,
  launch: null,
  last_launch: {
    at: '2026-09-01T07:30:01.000Z',
    milliseconds: 412,
    steps: [
      { phase: 'create', milliseconds: 61 },
      { phase: 'start', milliseconds: 268 },
      { phase: 'ready', milliseconds: 83 },
    ],
  },
  failure: null,
};

/** What can go wrong between a click and the first page. */
export const launchErrors: readonly ErrorCode[] = [
  'superseded',
  'name_taken',
  'image_missing',
  'image_pull_failed',
  'image_build_failed',
  'buildkit_missing',
  'image_stalled',
  'image_unsafe',
  'not_permitted_here',
  'container_outdated',
  'container_exited',
  'container_killed',
  'out_of_memory',
  'not_listening',
  'not_ready',
  'unhealthy',
  'not_routed',
  'no_address_left',
  'subnet_taken',
  'disk_full',
  'limit_reached',
  'no_room',
  'machine_away',
  'runtime_unreachable',
  'runtime_failed',
];
