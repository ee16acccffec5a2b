/** Not in settings.ts: the health check, a process every five seconds, would load what parses settings. */
export const DEFAULT_LISTEN = '0.0.0.0:2375';
