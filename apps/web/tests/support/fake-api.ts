import type {
  Container,
  ContainerDetail,
  ErrorCode,
  Info,
  LaunchProgress,
  MailStatus,
  OutboxMail,
  OwnDeletion,
  Problem,
  User,
} from '@spawner/contracts';
import { act, waitFor } from '@testing-library/react';
import { expect, vi } from 'vitest';
import { FakeEventSource } from './fake-events.js';
import { FakeXhr } from './fake-xhr.js';

export const user: User = {
  id: 1,
  email: 'test@example.com',
  display_name: null,
  language: null,
  role: 'admin',
  slug: 'test',
  is_admin: true,
  state: 'verified',
  approval: 'granted',
  class_account: false,
};
export const info: Info = {
  version: '1.2.3',
  runtime: 'docker',
  isolated: true,
  mail: 'smtp',
  registration: { mode: 'open', hint: null, setup_code: false },
  managers_create_classes: true,
  pupil_address: 'sie',
};
export const deletion = (more: Partial<OwnDeletion> = {}): OwnDeletion => ({
  allowed: true,
  last_admin: false,
  login_fresh_until: '2026-09-01T07:40:00.000Z',
  days: 30,
  ...more,
});
export const TOKEN = 'T'.repeat(43);

export const container = (type: 'dev' | 'prod', more: Partial<Container> = {}): Container => ({
  type,
  display_name: type === 'dev' ? 'Development Container' : 'Production Container',
  description: type === 'dev' ? 'Nginx-basierter Development Container' : 'Next.js Production Build',
  status: 'not_created',
  service_url: `https://coder.domain.com/test-${type}`,
  container_id: more.status === 'running' || more.status === 'paused' || more.status === 'stopped' ? 'abc' : null,
  created_at: null,
  last_used: null,
  status_since: null,
  as_of: null,
  verified: true,
  waits_for: null,
  rest_reason: null,
  next_rest: null,
  kept: [],
  storage: null,
  accepts_files: false,
  sharing: 'unneeded',
  visited: null,
  outdated: null,
  ...more,
});

export const detail = (of: Container, more: Partial<ContainerDetail> = {}): ContainerDetail => ({
  ...of,
  launch: null,
  last_launch: null,
  failure: null,
  ...more,
});

export const launching = (more: Partial<LaunchProgress> = {}): LaunchProgress => ({
  phase: 'start',
  queue_position: null,
  wait: null,
  percent: null,
  bytes: null,
  detail: null,
  since: new Date().toISOString(),
  moved_at: new Date().toISOString(),
  steps: [],
  ...more,
});

export const mail = (id: number, more: Partial<OutboxMail> = {}): OutboxMail => ({
  id,
  to: 'test@example.com',
  subject: `Mail ${id}`,
  text: 'Hallo',
  link: null,
  at: new Date().toISOString(),
  ...more,
});

export const MAIL_ID = '22222222-2222-4222-8222-222222222222';
/** The answer to a request for a link. */
export const requested = { message: 'Neutral', mail_id: MAIL_ID };

export const mailStatus = (more: Partial<MailStatus> = {}): MailStatus => ({
  state: 'sent',
  retry_in: null,
  reason: null,
  answer: null,
  ...more,
});

export interface Reply {
  status: number;
  /** Sent as JSON; a stream as it is. */
  body: unknown;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });

export function problem(status: number, code: ErrorCode, title = 'Ein Problem', detail = 'Ein Rat'): Reply {
  const body: Problem = { type: `urn:spawner:${code}`, title, status, detail, code, request_id: 'r1' };
  return { status, body };
}

export const notLoggedIn = problem(401, 'not_logged_in', 'Sie sind nicht angemeldet.');

export interface SentRequest {
  call: string;
  body: unknown;
  headers: Headers;
  signal?: AbortSignal | null | undefined;
  /** Of the answer, once it was given. */
  status?: number;
}
type Handler = (request: SentRequest) => Reply | Promise<Reply>;

/** Replaces the network: answers `fetch` by "VERB /path?query" and records every request. */
export class FakeApi {
  readonly requests: SentRequest[] = [];
  private readonly handlers = new Map<string, Handler>();
  private readonly begun = new Set<FakeEventSource>();

  constructor() {
    this.on('GET /api/info', () => ok(info));
    this.on('GET /api/auth/session', () => ok({ user }));
    this.on('GET /api/user/classes', () => ok({ classes: [] }));
    this.on('GET /api/user/limits', () => ok({ limits: [] }));
    this.on('GET /api/user/visits?limit=10', () => ok({ items: [], next_cursor: null, total: 0 }));
    this.on('GET /api/user/me/deletion', () => ok(deletion()));
    this.on('GET /api/admin/machines', () => ok({ machines: [] }));
    this.on('GET /api/admin/weaknesses', () => ok({ weaknesses: [] }));
    this.on('GET /api/user/jobs?limit=5', () => ok({ items: [], next_cursor: null, total: 0 }));
    this.on('POST /api/auth/session/refresh', () => notLoggedIn);
    this.on(`GET /api/auth/mail/${MAIL_ID}`, () => ok(mailStatus()));
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => this.answer(path, init));
    vi.stubGlobal('XMLHttpRequest', FakeXhr);
    vi.stubGlobal('EventSource', FakeEventSource);
    FakeEventSource.all = [];
    FakeEventSource.onConnect = (source) => void this.begin(source);
  }

  /** Until a stream is open and its beginning was sent: an event before that would be lost, or undone by it. */
  async streamBegun(): Promise<void> {
    await waitFor(() => expect(FakeEventSource.open.filter((source) => this.begun.has(source))).toHaveLength(1));
  }

  /** Sends an event to every open stream. */
  tell(detail: ContainerDetail): void {
    act(() => FakeEventSource.open.forEach((source) => source.tell(detail)));
  }

  /** The server starts each stream with the details of every container. */
  private async begin(source: FakeEventSource): Promise<void> {
    if (!source.url.startsWith('/api/events')) return;
    const list = await this.reply('GET /api/user/containers');
    if (list?.status !== 200) return source.refuse();
    for (const { type } of (list.body as { containers: Container[] }).containers) {
      const call = `GET /api/container/${type}`;
      const card = (await this.reply(call)) ?? (await this.detailOf(call));
      if (card?.status === 200) act(() => source.tell(card.body as ContainerDetail));
    }
    this.begun.add(source);
  }

  private async reply(call: string): Promise<Reply | undefined> {
    return this.handlers.get(call)?.({ call, body: undefined, headers: new Headers() });
  }

  /** Unless a test overrides it, `GET /api/container/{type}` is the entry of the list without details. */
  private async detailOf(call: string): Promise<Reply | undefined> {
    const type = call.match(/^GET \/api\/container\/(\w+)$/)?.[1];
    const list = type && (await this.reply('GET /api/user/containers'));
    if (!list || list.status !== 200) return list || undefined;
    const card = (list.body as { containers: Container[] }).containers.find((container) => container.type === type);
    return card && ok(detail(card));
  }

  on(call: string, handler: Handler): this {
    this.handlers.set(call, handler);
    return this;
  }

  loggedOut(): this {
    return this.on('GET /api/auth/session', () => ok({ user: null }));
  }

  sent(call: string): SentRequest[] {
    return this.requests.filter((request) => request.call === call);
  }

  private async answer(path: string, init: RequestInit): Promise<Response> {
    const call = `${init.method} ${path}`;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : init.body;
    const request: SentRequest = { call, body, headers: new Headers(init.headers), signal: init.signal };
    this.requests.push(request);
    const reply = await (this.handlers.get(call)?.(request) ?? this.detailOf(call));
    if (!reply) throw new TypeError(`no handler for ${call}`);
    request.status = reply.status;
    const answer = reply.body instanceof ReadableStream ? reply.body : JSON.stringify(reply.body);
    return new Response(answer, { status: reply.status });
  }
}

/** A reply that the test gives later. */
export function later(): { reply: Promise<Reply>; give: (reply: Reply) => void } {
  let give: (reply: Reply) => void = () => undefined;
  const reply = new Promise<Reply>((resolve) => {
    give = resolve;
  });
  return { reply, give };
}
