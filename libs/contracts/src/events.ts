import { z } from 'zod';

/** `EventSource` cannot send custom headers, so the reader's language is in the query. */
export const EventsQuery = z.strictObject({ language: z.enum(['de', 'en']).optional() });
