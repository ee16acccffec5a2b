import { ContainersResponse, CurrentSession, MailStatus, Problem } from '@spawner/contracts';
import { endpoints, problem } from 'virtual:contract';
import { describe, expect, it } from 'vitest';
import { fits } from '../src/lib/shape.js';
import { container, mailStatus, notLoggedIn, user } from './support/fake-api.js';

const answers = [
  ['a list of containers', { containers: [container('dev')] }, endpoints.containers.answer, ContainersResponse],
  ['a session', { user }, endpoints.session.answer, CurrentSession],
  ['the state of a mail', mailStatus({ reason: 'later' }), endpoints.mailStatus.answer, MailStatus],
  ['a problem', notLoggedIn.body, problem, Problem],
] as const;
const others = [undefined, null, true, 1.5, 'another text', [], {}];

/** Copies that differ in one field, at any depth. */
function* variants(value: unknown): Generator {
  yield* others;
  if (Array.isArray(value))
    for (const [at, item] of value.entries())
      for (const other of variants(item)) yield value.map((old: unknown, place) => (place === at ? other : old));
  else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      for (const other of variants(field)) yield { ...value, [name]: other };
      yield Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));
    }
  }
}

describe.each(answers)('the shape of %s', (_name, answer, shape, schema) => {
  it('the answer itself, also with a new field: fits', () => {
    expect(fits(answer, shape)).toBe(true);
    expect(fits({ ...(answer as object), newer: 1 }, shape)).toBe(true);
  });

  it('a field that is missing, unknown or of another type: fits only where the schema of the contract accepts it', () => {
    // As JSON sends it: a field without a value is missing.
    const sent = [...variants(answer)].map((value) => JSON.parse(JSON.stringify({ value })).value as unknown);
    const accepted = sent.filter((value) => schema.safeParse(value).success);
    expect(accepted.filter((value) => !fits(value, shape))).toEqual([]);
    // A text in another format is the one difference.
    const texts = sent.filter((value) => JSON.stringify({ value }).includes('another text'));
    expect(sent.filter((value) => fits(value, shape) && !accepted.includes(value) && !texts.includes(value))).toEqual(
      [],
    );
  });
});

it('problem with an error code of a newer server: fits, so that the page shows its text', () => {
  expect(fits({ ...(notLoggedIn.body as object), code: 'newer_code' }, problem)).toBe(true);
});
