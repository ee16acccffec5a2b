import { z } from 'zod';
import { ApiTokensResponse, CreatedApiToken, NewApiToken } from './api-tokens.js';
import {
  AskedBy,
  CodeRequest,
  CurrentSession,
  EmailRequest,
  MailRequested,
  MailStatus,
  MessageResponse,
  OpenSessionRequest,
  SessionResponse,
  SessionsResponse,
  SignupRequest,
  TokenRequest,
  TokenResponse,
} from './auth.js';
import {
  ActionResponse,
  ContainerDetail,
  ContainersResponse,
  FileQuery,
  LaunchResponse,
  LogsQuery,
  PrepareResponse,
  RemoveQuery,
  UnpackQuery,
  UnpackResponse,
} from './containers.js';
import { accountEndpoints } from './endpoints/account.js';
import { adminContainersEndpoints } from './endpoints/admin-containers.js';
import { administrationEndpoints } from './endpoints/administration.js';
import { auditEndpoints } from './endpoints/audit.js';
import { classLiveEndpoints } from './endpoints/class-live.js';
import { classEndpoints } from './endpoints/classes.js';
import { table } from './endpoints/endpoint.js';
import { jobEndpoints } from './endpoints/jobs.js';
import { joinEndpoints } from './endpoints/join.js';
import { lessonEndpoints } from './endpoints/lessons.js';
import { limitEndpoints } from './endpoints/limits.js';
import { loginCardEndpoints } from './endpoints/login-cards.js';
import { machineEndpoints } from './endpoints/machines.js';
import { materialEndpoints } from './endpoints/material.js';
import { peopleEndpoints } from './endpoints/people.js';
import { registrationEndpoints } from './endpoints/registration.js';
import { settingsEndpoints } from './endpoints/settings.js';
import { visitEndpoints } from './endpoints/visits.js';
import { EventsQuery } from './events.js';
import { Liveness, Readiness } from './health.js';
import { Info } from './info.js';
import { OutboxResponse } from './outbox.js';
import { CreatedShareLink, NewShareLink, ShareLinksResponse } from './shares.js';
import { User } from './users.js';

export type { Endpoint } from './endpoints/endpoint.js';

/** All endpoints: the API is checked against this table, and the SPA calls through it. */
export const endpoints = table({
  info: { method: 'GET', path: '/api/info', answer: Info },
  signup: { method: 'POST', path: '/api/auth/signup', body: SignupRequest, answer: MailRequested },
  login: { method: 'POST', path: '/api/auth/login', body: EmailRequest, answer: MailRequested },
  /** What became of the mail that a sign-up or log-in has requested. */
  mailStatus: { method: 'GET', path: '/api/auth/mail/{id}', answer: MailStatus },
  /** For REST clients: magic-link token in, Bearer token out. */
  verify: { method: 'POST', path: '/api/auth/verify', body: TokenRequest, answer: TokenResponse },
  /** 200 with `null` if the request has no token; 401 if its token is not valid. */
  session: { method: 'GET', path: '/api/auth/session', answer: CurrentSession },
  /** For browsers: magic-link token in, HttpOnly cookies out. */
  openSession: { method: 'POST', path: '/api/auth/session', body: OpenSessionRequest, answer: SessionResponse },
  /** For the browser that requested the mail: its code in, HttpOnly cookies out. */
  openSessionByCode: { method: 'POST', path: '/api/auth/session/code', body: CodeRequest, answer: SessionResponse },
  /** Who requested a link; does not use the link up. */
  linkAskedBy: { method: 'POST', path: '/api/auth/link/asked-by', body: TokenRequest, answer: AskedBy },
  /** "That was not me": makes the link invalid. */
  refuseLink: { method: 'POST', path: '/api/auth/link/refuse', body: TokenRequest, answer: MessageResponse },
  refreshSession: { method: 'POST', path: '/api/auth/session/refresh', answer: SessionResponse },
  logout: { method: 'POST', path: '/api/auth/logout', answer: MessageResponse },
  logoutEverywhere: { method: 'POST', path: '/api/auth/logout-everywhere', answer: MessageResponse },
  me: { method: 'GET', path: '/api/user/me', answer: User },
  sessions: { method: 'GET', path: '/api/user/sessions', answer: SessionsResponse },
  endSession: { method: 'DELETE', path: '/api/user/sessions/{id}', answer: MessageResponse },
  apiTokens: { method: 'GET', path: '/api/user/tokens', answer: ApiTokensResponse },
  createApiToken: {
    method: 'POST',
    path: '/api/user/tokens',
    body: NewApiToken,
    answer: CreatedApiToken,
    ownAccount: true,
  },
  revokeApiToken: { method: 'DELETE', path: '/api/user/tokens/{id}', answer: MessageResponse },
  containers: { method: 'GET', path: '/api/user/containers', answer: ContainersResponse, scope: 'containers:read' },
  container: { method: 'GET', path: '/api/container/{type}', answer: ContainerDetail, scope: 'containers:read' },
  launch: { method: 'POST', path: '/api/container/launch/{type}', answer: LaunchResponse, scope: 'containers:write' },
  /** A head start for a launch that is likely. Does nothing that the owner would see. */
  prepare: { method: 'POST', path: '/api/container/prepare/{type}', answer: PrepareResponse, status: 202 },
  stop: { method: 'POST', path: '/api/container/stop/{type}', answer: ActionResponse, scope: 'containers:write' },
  restart: { method: 'POST', path: '/api/container/restart/{type}', answer: LaunchResponse, scope: 'containers:write' },
  /** A new container from the current image; its volumes stay. */
  recreate: {
    method: 'POST',
    path: '/api/container/recreate/{type}',
    answer: LaunchResponse,
    scope: 'containers:write',
  },
  remove: {
    method: 'DELETE',
    path: '/api/container/{type}',
    query: RemoveQuery,
    answer: ActionResponse,
    scope: 'containers:write',
  },
  logs: {
    method: 'GET',
    path: '/api/container/logs/{type}',
    query: LogsQuery,
    answer: z.string(),
    media: 'text/plain',
    scope: 'containers:read',
  },
  /** The request's body is the raw file. */
  putFile: {
    method: 'PUT',
    path: '/api/container/file/{type}',
    query: FileQuery,
    answer: MessageResponse,
    scope: 'containers:write',
  },
  /** The request's body is a ZIP archive; its files are stored in the upload folder. */
  putFiles: {
    method: 'PUT',
    path: '/api/container/files/{type}',
    query: UnpackQuery,
    answer: UnpackResponse,
    scope: 'containers:write',
  },
  /** No API token is accepted for share links, as for sessions and tokens: a link would outlive the API token. */
  shareLinks: { method: 'GET', path: '/api/container/share/{type}', answer: ShareLinksResponse },
  createShareLink: {
    method: 'POST',
    path: '/api/container/share/{type}',
    body: NewShareLink,
    answer: CreatedShareLink,
    status: 201,
    ownAccount: true,
  },
  endShareLink: { method: 'DELETE', path: '/api/container/share/{type}/{id}', answer: MessageResponse },
  /** See `eventNames`. */
  events: {
    method: 'GET',
    path: '/api/events',
    query: EventsQuery,
    answer: z.string(),
    media: 'text/event-stream',
    scope: 'containers:read',
  },
  ...accountEndpoints,
  ...visitEndpoints,
  ...administrationEndpoints,
  ...peopleEndpoints,
  ...classEndpoints,
  ...materialEndpoints,
  ...lessonEndpoints,
  ...classLiveEndpoints,
  ...loginCardEndpoints,
  ...joinEndpoints,
  ...adminContainersEndpoints,
  ...machineEndpoints,
  ...limitEndpoints,
  ...auditEndpoints,
  ...jobEndpoints,
  ...settingsEndpoints,
  ...registrationEndpoints,
  live: { method: 'GET', path: '/api/health/live', answer: Liveness },
  ready: { method: 'GET', path: '/api/health/ready', answer: Readiness },
  outbox: { method: 'GET', path: '/api/outbox', answer: OutboxResponse },
});
