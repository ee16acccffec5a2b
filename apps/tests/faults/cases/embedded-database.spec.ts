import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Person } from '@spawner/kit/person';
import { EmbeddedPostgres } from '../support/embedded-postgres.js';
import { expectLaunch } from '../support/expect-launch.js';
import { type FaultContext, faults } from '../support/fault.js';
import { Installation } from '../support/installation.js';

const embedded = async (): Promise<Installation<EmbeddedPostgres>> =>
  Installation.on(await EmbeddedPostgres.prepare(`embedded-${randomBytes(3).toString('hex')}`));

faults(
  'Start after a crash, with the embedded database',
  embedded,
  (fault) => {
    fault('product killed: next start has its data', 'SIGKILL of the product only', async (context) => {
      const person = await withRunningCard(context);
      await context.installation.product.kill();
      await nextStartHasItsData(context, person);
    });

    fault(
      'power cut: next start has its data',
      'SIGKILL of the product and of every database process',
      async (context) => {
        const person = await withRunningCard(context);
        await cutPower(context);
        await nextStartHasItsData(context, person);
      },
    );

    fault('power cut at start: next start has its data', 'the same, and an empty postmaster.pid', async (context) => {
      const person = await withRunningCard(context);
      await cutPower(context);
      await context.installation.postgres.emptyLockFile();
      await nextStartHasItsData(context, person);
    });

    fault(
      'data folder full: start fails with the reason, next start has its data',
      'file system shrunk, then grown',
      async (context) => {
        const { installation } = context;
        const person = await withRunningCard(context);
        await installation.product.terminate();
        await installation.postgres.fill();
        try {
          await expect(installation.restart(installation.first)).rejects.toThrow(
            /cannot start: The disk that holds .* too little room/,
          );
        } finally {
          await installation.postgres.makeRoom();
        }
        await nextStartHasItsData(context, person);
      },
    );

    fault('data folder full, power cut: next start has its data', 'both, before and after a start', async (context) => {
      const { installation } = context;
      const person = await withRunningCard(context);
      await installation.postgres.fill();
      try {
        const tooMuch = installation.postgres.query('CREATE TABLE too_much AS SELECT generate_series(1, 1000000)');
        await expect(tooMuch).rejects.toMatchObject({ code: '53100' });
        await cutPower(context);
        // Both outcomes are valid: PostgreSQL may free room by deleting files.
        await installation
          .restart(installation.first)
          .catch((refusal: unknown) => expect(String(refusal)).toMatch(/the disk/i));
        await cutPower(context);
      } finally {
        await installation.postgres.makeRoom();
      }
      await nextStartHasItsData(context, person);
    });

    fault(
      'backend out of memory: product and next start go on',
      'SIGKILL of a connection’s process',
      async (context) => {
        const { installation, until } = context;
        const person = await withRunningCard(context);
        const [backend] = await installation.postgres.query<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
        );
        process.kill(Number(backend?.pid), 'SIGKILL');
        await until('the cards can be read again', 20, async () => {
          return (await person.request('/api/user/containers')).status === 200;
        });
        expect((await installation.product.terminate()).code).toBe(0);
        await nextStartHasItsData(context, person);
      },
    );

    fault('postmaster out of memory: next start has its data', 'SIGKILL of the postmaster only', async (context) => {
      const { installation, until } = context;
      const person = await withRunningCard(context);
      process.kill(installation.postgres.postmaster, 'SIGKILL');
      await until('the product reports that its database is unavailable', 20, async () => {
        return (await person.request('/api/user/containers')).code === 'database_unavailable';
      });
      expect((await installation.product.terminate()).code).toBe(0);
      await nextStartHasItsData(context, person);
    });
  },
  ['own_file_system'],
);

async function withRunningCard({ installation }: FaultContext): Promise<Person> {
  const person = await installation.newcomer();
  await expectLaunch(installation, person, 'ok');
  return person;
}

async function cutPower({ installation }: FaultContext<EmbeddedPostgres>): Promise<void> {
  const ended = installation.product.kill();
  installation.postgres.kill();
  await ended;
}

async function nextStartHasItsData({ installation, lifted, until }: FaultContext, person: Person): Promise<void> {
  lifted();
  await installation.restart(installation.first);
  const again = person.at(installation.product);
  await until('the card shows running', 20, async () => (await again.card('ok')).status === 'running');
}
