// What the dashboard needs of the contract at run time. No schema is here: the first load would carry zod.
export * from './address-list.js';
export * from './class-pages.js';
export * from './console-pages.js';
export * from './mail-address.js';
export * from './mail-pattern.js';
export * from './pages.js';
export * from './short-code.js';

export const languages = ['de', 'en'] as const;

/** 32 random bytes in base64url. */
export const MAGIC_LINK_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** 128 random bits in base64url: what the QR code of a login card opens. */
export const CARD_SECRET = /^[A-Za-z0-9_-]{22}$/;

export const LOGIN_CODE = /^\d{6}$/;

/** Permissions of a personal API token. No scope includes another. */
export const apiScopes = [
  'containers:read',
  'containers:write',
  'classes:read',
  'classes:write',
  'admin:read',
  'admin:write',
] as const;

/** The role that a scope needs to be chosen and used; null: none. */
export const roleOfScope = (scope: string): 'admin' | 'manager' | null =>
  scope.startsWith('admin:') ? 'admin' : scope.startsWith('classes:') ? 'manager' : null;

/**
 * What a launch is doing, in order: waiting for its turn, fetching or building the image, creating, starting,
 * waiting for the application to listen, waiting for the gateway to serve it.
 */
export const launchPhases = ['queued', 'image', 'create', 'start', 'ready', 'route'] as const;

/** The most bytes of one file, and of a request that uploads files. */
export const MOST_FILE_BYTES = 25 * 1024 * 1024;

/**
 * Server-sent events, to the owner only. Every connection begins with one `container` event for each card, so a client
 * that reconnects has the current state; then there is one event for each change. `container` carries a
 * `ContainerDetail`, `job` a `Job` of one's own (those that have not ended at first, then each change, at most four a
 * second), `classes` the `OwnClasses`, `ping` nothing: it only shows that the connection is alive.
 */
export const eventNames = { container: 'container', job: 'job', classes: 'classes', ping: 'ping' } as const;

/** How a member of a class does, in the order in which a teacher looks after them. */
export const liveStates = [
  'help',
  'failed',
  'stuck',
  'waiting',
  'starting',
  'quiet',
  'working',
  'resting',
  'not_started',
  'absent',
] as const;

/**
 * Server-sent events of one template of a class, to its teachers. Every connection begins with `live`, a `LiveClass`; it
 * replaces everything, and comes again where much may have changed. `person` carries a `LivePerson` and `gone` the
 * `GonePerson` who left the class; `lesson` carries a `Lesson` or null. `message` carries nothing: the messages have
 * changed and can be read again. `ping` carries a `LivePing`, every 15 seconds.
 */
export const classEventNames = {
  live: 'live',
  person: 'person',
  gone: 'gone',
  lesson: 'lesson',
  message: 'message',
  entrance: 'entrance',
  ping: 'ping',
} as const;
