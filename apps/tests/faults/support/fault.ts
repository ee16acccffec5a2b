import { join } from 'node:path';
import { afterAll, beforeAll, it } from '@jest/globals';
import { describeWith } from '@spawner/kit/requirements';
import { noteRow } from '@spawner/kit/table';
import { until } from '@spawner/kit/until';
import { isWhole } from '@spawner/kit/whole';
import type { Database } from './database.js';
import { expectLaunch } from './expect-launch.js';
import type { Installation } from './installation.js';
import { Invariants } from './invariants.js';
import { run } from './run.js';

const CASE_MS = 120_000;

/** The installation of a case, and a clock from the end of the fault to the end of the recovery. */
export interface FaultContext<D extends Database = Database> {
  readonly installation: Installation<D>;
  /** Starts the clock: the fault is over, or done if it has no end. */
  readonly lifted: () => void;
  /** Waits for a sign of recovery. */
  readonly until: typeof until;
}

type Fault<D extends Database> = (what: string, how: string, play: (context: FaultContext<D>) => Promise<void>) => void;

/**
 * Cases on one installation. After each case the invariants are checked and the table gets a row. `nightly` cases are
 * of a kind that another case covers: they run with the whole table only.
 */
export function faults<D extends Database>(
  title: string,
  open: () => Promise<Installation<D>>,
  cases: (fault: Fault<D>, nightly: Fault<D>) => void,
  needs: readonly string[] = ['engine'],
): void {
  describeWith(needs, title, () => {
    let installation: Installation<D>;
    let invariants: Invariants;

    beforeAll(async () => {
      installation = await open();
      await warmUp(installation);
      invariants = await Invariants.watch(installation);
    }, CASE_MS);

    afterAll(() => installation.close(), CASE_MS);

    const fault: Fault<D> = (what, how, play) => {
      it(
        what,
        async () => {
          const recovery = new Recovery();
          try {
            await play({ installation, until, lifted: () => recovery.begin() });
            await invariants.check();
            await note({ what, how, failure: null, milliseconds: recovery.milliseconds });
          } catch (error) {
            await note({ what, how, failure: String(error), milliseconds: null });
            await installation.clear();
            throw error;
          }
        },
        CASE_MS,
      );
    };
    cases(fault, isWhole() ? fault : () => undefined);
  });
}

/** Time from the end of a fault to the end of the recovery. */
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

const note = (row: TableRow): Promise<void> => noteRow(join(run.folder, 'table.jsonl'), row);

/** Creates connections and the network, made at first use, before the first measurement. */
async function warmUp(installation: Installation): Promise<void> {
  const person = await installation.newcomer();
  await expectLaunch(installation, person, 'ok');
  await Promise.all(Array.from({ length: 20 }, () => person.cards()));
}
