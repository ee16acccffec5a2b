// What the dashboard needs of the contract at run time. No schema is here: the first load would carry zod.
export * from './address-list.js';
export * from './console-pages.js';
export * from './mail-address.js';
export * from './mail-pattern.js';
export * from './pages.js';

export const languages = ['de', 'en'] as const;

/** 32 random bytes in base64url. */
export const MAGIC_LINK_TOKEN = /^[A-Za-z0-9_-]{43}$/;

export const LOGIN_CODE = /^\d{6}$/;

/** Permissions of a personal API token. No scope includes another. */
export const apiScopes = ['containers:read', 'containers:write', 'admin:read', 'admin:write'] as const;

/** Scopes that only an admin can use, and choose. */
export const isAdminScope = (scope: string): boolean => scope.startsWith('admin:');

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
 * second), `ping` nothing: it only shows that the connection is alive.
 */
export const eventNames = { container: 'container', job: 'job', ping: 'ping' } as const;
