import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.js';
import { expectLaunch } from './expect-launch.js';
import { Invariants } from './invariants.js';
import { run } from './run.js';
import type { Stage } from './stage.js';
import { until } from './until.js';

const CASE_MS = 120_000;

/** What a case has: the stage, and a clock for the time from the end of the fault until all is well again. */
export interface Scene<D extends Database = Database> {
  readonly stage: Stage<D>;
  /** The fault is over, or has just been done where it has no end: recovery begins. */
  readonly lifted: () => void;
  /** Waits for a sign of recovery. */
  readonly until: typeof until;
}

type Fault<D extends Database> = (what: string, how: string, play: (scene: Scene<D>) => Promise<void>) => void;

/** Cases on one stage. After every one of them the invariants are checked, and the table gets a row. */
export function faults<D extends Database>(
  title: string,
  open: () => Promise<Stage<D>>,
  cases: (fault: Fault<D>) => void,
): void {
  const runnable = process.env['FAULTS_RUN'] ? describe : describe.skip;
  runnable(title, () => {
    let stage: Stage<D>;
    let invariants: Invariants;

    beforeAll(async () => {
      stage = await open();
      await warmUp(stage);
      invariants = await Invariants.watch(stage);
    }, CASE_MS);

    afterAll(() => stage.close(), CASE_MS);

    cases((what, how, play) => {
      it(
        what,
        async () => {
          const recovery = new Recovery();
          try {
            await play({ stage, until, lifted: () => recovery.begin() });
            await invariants.check();
            await note({ what, how, failure: null, milliseconds: recovery.milliseconds });
          } catch (error) {
            await note({ what, how, failure: String(error), milliseconds: null });
            await stage.clear();
            throw error;
          }
        },
        CASE_MS,
      );
    });
  });
}

/** From the end of a fault until all is well. */
class Recovery {
  private since: number | null = null;

  begin(): void {
    this.since = performance.now();
  }

  get milliseconds(): number | null {
    return this.since === null ? null : Math.round(performance.now() - this.since);
  }
}

interface TableRow {
  readonly what: string;
  readonly how: string;
  readonly failure: string | null;
  readonly milliseconds: number | null;
}

const note = (row: TableRow): Promise<void> => appendFile(join(run.folder, 'table.jsonl'), `${JSON.stringify(row)}\n`);

/** So that connections and the network, made at first use, count as there from the beginning. */
async function warmUp(stage: Stage): Promise<void> {
  const person = await stage.newcomer();
  await expectLaunch(stage, person, 'ok');
  await Promise.all(Array.from({ length: 20 }, () => person.cards()));
}
