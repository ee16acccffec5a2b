import { expect } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { EmbeddedPostgres } from '../support/embedded-postgres.js';
import { expectLaunch } from '../support/expect-launch.js';
import { type Scene, faults } from '../support/fault.js';
import type { Person } from '../support/person.js';
import { Stage } from '../support/stage.js';

const embedded = async (): Promise<Stage<EmbeddedPostgres>> =>
  Stage.on(await EmbeddedPostgres.prepare(`embedded-${randomBytes(3).toString('hex')}`));

faults('Start after a crash, with the embedded database', embedded, (fault) => {
  fault('product killed: next start has its data', 'SIGKILL of the product alone', async (scene) => {
    const person = await withRunningCard(scene);
    await scene.stage.product.kill();
    await nextStartHasItsData(scene, person);
  });

  fault('power cut: next start has its data', 'SIGKILL of the product and of every database process', async (scene) => {
    const person = await withRunningCard(scene);
    await cutPower(scene);
    await nextStartHasItsData(scene, person);
  });

  fault('power cut at start: next start has its data', 'the same, and an empty postmaster.pid', async (scene) => {
    const person = await withRunningCard(scene);
    await cutPower(scene);
    await scene.stage.postgres.emptyLockFile();
    await nextStartHasItsData(scene, person);
  });

  fault('data folder full: start says so, next one has its data', 'file system shrunk, then grown', async (scene) => {
    const { stage } = scene;
    const person = await withRunningCard(scene);
    await stage.product.terminate();
    await stage.postgres.fill();
    try {
      await expect(stage.restart(stage.seat0)).rejects.toThrow(/cannot start: The disk that holds .* too little room/);
    } finally {
      await stage.postgres.makeRoom();
    }
    await nextStartHasItsData(scene, person);
  });

  fault('data folder full, power cut: next start has its data', 'both, before and after a start', async (scene) => {
    const { stage } = scene;
    const person = await withRunningCard(scene);
    await stage.postgres.fill();
    try {
      const tooMuch = stage.postgres.query('CREATE TABLE too_much AS SELECT generate_series(1, 1000000)');
      await expect(tooMuch).rejects.toMatchObject({ code: '53100' });
      await cutPower(scene);
      // PostgreSQL may find room in what it can delete, so both outcomes are right here.
      await stage.restart(stage.seat0).catch((refusal: unknown) => expect(String(refusal)).toContain('The disk'));
      await cutPower(scene);
    } finally {
      await stage.postgres.makeRoom();
    }
    await nextStartHasItsData(scene, person);
  });

  fault('backend out of memory: product and next start go on', 'SIGKILL of a connection’s process', async (scene) => {
    const { stage, until } = scene;
    const person = await withRunningCard(scene);
    const [backend] = await stage.postgres.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    process.kill(Number(backend?.pid), 'SIGKILL');
    await until('the cards can be seen again', 20, async () => {
      return (await person.ask('GET', '/api/user/containers')).status === 200;
    });
    expect((await stage.product.terminate()).code).toBe(0);
    await nextStartHasItsData(scene, person);
  });

  fault('postmaster out of memory: next start has its data', 'SIGKILL of the postmaster alone', async (scene) => {
    const { stage, until } = scene;
    const person = await withRunningCard(scene);
    process.kill(stage.postgres.postmaster, 'SIGKILL');
    await until('the product says that its database is gone', 20, async () => {
      return (await person.ask('GET', '/api/user/containers')).code === 'database_unavailable';
    });
    expect((await stage.product.terminate()).code).toBe(0);
    await nextStartHasItsData(scene, person);
  });
});

async function withRunningCard({ stage }: Scene): Promise<Person> {
  const person = await stage.newcomer();
  await expectLaunch(stage, person, 'ok');
  return person;
}

async function cutPower({ stage }: Scene<EmbeddedPostgres>): Promise<void> {
  const ended = stage.product.kill();
  stage.postgres.kill();
  await ended;
}

async function nextStartHasItsData({ stage, lifted, until }: Scene, person: Person): Promise<void> {
  lifted();
  await stage.restart(stage.seat0);
  const again = person.at(stage.product);
  await until('the card runs', 20, async () => (await again.card('ok')).status === 'running');
}
