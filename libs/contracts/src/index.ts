export * from './auth.js';
export * from './containers.js';
export * from './endpoints.js';
export * from './errors.js';
export * from './info.js';
export * from './outbox.js';
export * from './pages.js';
export * from './users.js';
