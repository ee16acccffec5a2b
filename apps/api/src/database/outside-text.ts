import type { ValueTransformer } from 'typeorm';

/**
 * For columns of text from outside, such as the log of a container. PostgreSQL stores no U+0000, and in JSON no half of a
 * surrogate pair: one such character in a log would make it refuse the whole row.
 */
export const outsideText: ValueTransformer = { to: storable, from: (stored: unknown) => stored };

function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(/[\0\p{Surrogate}]/gu, '\ufffd');
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map((entry) => entry.map(storable) as [string, unknown]));
}
