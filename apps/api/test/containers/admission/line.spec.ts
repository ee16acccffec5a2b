import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Loops } from '../../../src/background/loops.js';
import type { ContainerRef } from '../../../src/container-ref/container-ref.js';
import { Admission, type Lane } from '../../../src/containers/admission/admission.js';
import type { Capacity } from '../../../src/containers/admission/capacity.js';
import { dataSourceOptions, migrate } from '../../../src/database/data-source.js';
import { DatabaseChannel } from '../../../src/database/database-channel.js';
import type { ContainerRuntime } from '../../../src/runtime/container-runtime.js';
import type { RuntimeHealth } from '../../../src/runtime/runtime-health.js';
import type { Template } from '../../../src/templates/template.js';
import type { TemplateCatalogue } from '../../../src/templates/template-catalogue.js';
import { createTestDatabase, type TestDatabase } from '../../test-database.js';

const template = {
  type: 'dev',
  image: 'dev:1',
  idle: { pause: 60, stop: 120, remove: null },
  limits: { memoryBytes: 64, cpuQuota: 1000 },
  typicalMemoryBytes: 32,
} as unknown as Template;
const [ann, eve, bob]: readonly ContainerRef[] = ['ann', 'eve', 'bob'].map((slug, index) => ({
  ...{ userId: index + 1, slug, type: 'dev' },
}));

describe('line of a server with two places, both taken by paused containers', () => {
  let database: TestDatabase;
  let source: DataSource;
  let channel: DatabaseChannel;
  let loops: Loops;
  let admission: Admission;

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await new DataSource(dataSourceOptions(database.address)).initialize();
    await migrate(source);
    await source.query(
      `INSERT INTO users (email, slug, state) SELECT name || '@example.com', name, 'active' FROM unnest($1::text[]) name`,
      [[ann, eve, bob].map((ref) => ref?.slug)],
    );
    channel = new DatabaseChannel(database.address);
    await channel.open();
    loops = new Loops();
    admission = new Admission(
      source,
      channel,
      { all: () => [template], get: () => template, has: () => true } as unknown as TemplateCatalogue,
      { kind: 'test', capabilities: { pause: true } } as ContainerRuntime,
      {
        limits: { running: 2, memory: null, cpu: null },
        diskSpace: { free: null, floor: 0, computed: 0 },
        waitMinutes: 15,
        makeRoomAfterSeconds: 600,
      } as Capacity,
      { awaySince: null } as RuntimeHealth,
      loops,
    );
  });
  beforeEach(async () => {
    await source.query('DELETE FROM user_container');
    await source.query(
      `INSERT INTO user_container (user_id, container_type, status, status_since, reserved_at, reserved_memory, reserved_cpu)
       SELECT id, 'dev', 'paused', now() - make_interval(hours => 3 - id), now(), 32, 10 FROM users WHERE id < 3`,
    );
  });
  afterAll(async () => {
    loops.onModuleDestroy();
    await loops.beforeApplicationShutdown();
    await channel.close();
    await source.destroy();
    await database.drop();
  });

  const ask = (lane: Lane) => admission.ask({ ref: bob as ContainerRef, template, intent: 'restart', lane });

  it('somebody is connected to the one that is paused longest: the other one goes', async () => {
    const end = new AbortController();
    const stopped = new Promise<readonly ContainerRef[]>((resolve) => {
      admission.makeRoomWith({ spares: ({ slug }) => slug === 'ann', stop: resolve });
    });
    expect(await ask(0)).toMatchObject({ admitted: false });
    const tracker = { waiting: () => undefined };
    const turn = admission.turn({
      ...{ ref: bob as ContainerRef, template, intent: 'restart', lane: 0, tracker, signal: end.signal },
    });
    expect((await stopped).map(({ slug }) => slug)).toEqual(['eve']);
    end.abort(new Error('enough'));
    await expect(turn).rejects.toThrow('enough');
  });

  it('bulk launch that another process goes on with: stays behind people, unless a person wants it too', async () => {
    const lanes: number[] = [];
    for (const lane of [1, null, 0, null] as const) {
      await ask(lane);
      const [row] = await source.query<{ lane: number }[]>(
        'SELECT lane FROM user_container WHERE queued_at IS NOT NULL',
      );
      lanes.push(Number(row?.lane));
    }
    expect(lanes).toEqual([1, 1, 0, 0]);
  });
});
