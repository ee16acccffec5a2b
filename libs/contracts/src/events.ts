import { z } from 'zod';

/** `EventSource` sends no headers of ours, so the reader's language comes with the address. */
export const EventsQuery = z.strictObject({ language: z.enum(['de', 'en']).optional() });

/**
 * Server-sent events, to the owner only. Every connection begins with one `container` event for each card, so that nothing
 * is missing after a reconnect; after that there is one for each change. `container` carries a `ContainerDetail`,
 * `ping` nothing: it only shows that the line is alive.
 */
export const eventNames = { container: 'container', ping: 'ping' } as const;
