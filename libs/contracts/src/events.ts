import { z } from 'zod';

/** `EventSource` cannot send custom headers, so the reader's language is in the query. */
export const EventsQuery = z.strictObject({ language: z.enum(['de', 'en']).optional() });

/**
 * Server-sent events, to the owner only. Every connection begins with one `container` event for each card, so a client
 * that reconnects has the current state; then there is one event for each change. `container` carries a
 * `ContainerDetail`, `ping` nothing: it only shows that the connection is alive.
 */
export const eventNames = { container: 'container', ping: 'ping' } as const;
