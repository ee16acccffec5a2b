import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { AuditEvent } from '../../src/audit/audit-event.entity.js';
import { UserContainer } from '../../src/containers/user-container.entity.js';
import { dataSourceOptions, migrate } from '../../src/database/data-source.js';
import { outsideText } from '../../src/database/outside-text.js';
import { User } from '../../src/users/user.entity.js';
import { createTestDatabase, type TestDatabase } from '../test-database.js';

type EntityClass = new () => object;

/** UTF-16 code units of any kind: with U+0000, and with halves of surrogate pairs. */
const unit = fc.oneof(
  fc.constantFrom('\0', '\ud800', '\udc00', '\\', '"', 'u0000'),
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
);
const text = fc.string({ unit, maxLength: 250 });
/** The text as it is read back, with a replacement character for what PostgreSQL does not store. */
const stored = (given: string): string => given.replaceAll(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', '\ufffd');

/** From the files, so that a new column of JSON is checked as well. */
async function allEntities(): Promise<EntityClass[]> {
  const sources = join(__dirname, '../../src');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.entity.ts'),
  );
  const modules = await Promise.all(files.map((file) => import(join(sources, file)) as Promise<object>));
  return modules.flatMap((module) => Object.values(module) as EntityClass[]);
}

describe('text from outside', () => {
  let database: TestDatabase;
  let source: DataSource;
  let userId: number;

  beforeAll(async () => {
    database = await createTestDatabase();
    const entities = await allEntities();
    source = await new DataSource({ ...dataSourceOptions(database.address), entities }).initialize();
    await migrate(source);
    ({ id: userId } = await source
      .getRepository(User)
      .save({ email: 'ann@example.com', slug: 'ann', role: 'user', state: 'verified' }));
    await source.getRepository(UserContainer).insert({ userId, type: 'dev', status: 'starting' });
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('in the log of a failure: stored, and read back', async () => {
    const rows = source.getRepository(UserContainer);
    await fc.assert(
      fc.asyncProperty(fc.array(text), text, async (logTail, reason) => {
        const failure = { code: 'runtime_failed', phase: 'ready', at: '2026-01-01T00:00:00Z' } as const;
        await rows.update({ userId }, { failure: { ...failure, facts: { reason }, logTail } });
        expect((await rows.findOneByOrFail({ userId })).failure).toEqual({
          ...failure,
          facts: { reason: stored(reason) },
          logTail: logTail.map(stored),
        });
      }),
    );
  });

  it('in the subject and the facts of an audit event: stored, and read back', async () => {
    const events = source.getRepository(AuditEvent);
    const rest = { at: new Date(), actorId: userId, action: 'file_uploaded', fromIp: null, outcome: 'done' } as const;
    await fc.assert(
      fc.asyncProperty(text, text, text, async (subject, name, path) => {
        const { identifiers } = await events.insert({ ...rest, subject, facts: { [name]: path, size: 1, old: null } });
        const event = await events.findOneByOrFail({ id: identifiers[0]?.['id'] as string });
        expect(event).toMatchObject({ subject: stored(subject) });
        expect(Object.entries(event.facts).sort()).toEqual(
          Object.entries({ [stored(name)]: stored(path), size: 1, old: null }).sort(),
        );
      }),
    );
  });

  it('in any column of JSON: never refused', () => {
    const json = source.entityMetadatas.flatMap(({ columns }) => columns.filter(({ type }) => type === 'jsonb'));
    expect(
      json.filter(({ transformer }) => transformer !== outsideText).map(({ propertyPath }) => propertyPath),
    ).toEqual([]);
  });
});
