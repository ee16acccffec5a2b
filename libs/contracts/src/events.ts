import { z } from 'zod';
import { languages } from './values.js';

/** `EventSource` cannot send custom headers, so the reader's language is in the query. */
export const EventsQuery = z.strictObject({ language: z.enum(languages).optional() });
