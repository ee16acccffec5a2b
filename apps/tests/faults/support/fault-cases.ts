import { join } from 'node:path';
import { afterAll, beforeAll, it } from '@jest/globals';
import { describeWith } from '@spawner/kit/requirements';
import { noteRow } from '@spawner/kit/table';
import { until } from '@spawner/kit/until';
import { isWhole } from '@spawner/kit/whole';
import { run } from './run.js';

/** What faults are injected into. */
interface Subject {
  /** After a failed case, so that the next one starts from a clean state. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The subject of a case, and a clock for the table. */
export interface CaseContext<S> {
  readonly installation: S;
  /** Starts the clock of the notice: from here on, what people see may be wrong. */
  readonly injected: () => void;
  /** People see what happened. */
  readonly noticed: () => void;
  /** Starts the clock of the recovery: the fault is over, or done if it has no end. */
  readonly lifted: () => void;
  /** Waits for a sign of recovery. */
  readonly until: typeof until;
}

export type Fault<S> = (what: string, how: string, play: (context: CaseContext<S>) => Promise<void>) => void;

interface Stage<S> {
  readonly open: () => Promise<S>;
  /** What has to hold after each case. */
  readonly watch: (subject: S) => Promise<{ check(): Promise<void> }>;
  readonly needs: readonly string[];
  /** For a case, or for the preparation. */
  readonly seconds: number;
}

/**
 * Cases on one subject. After each case the invariants are checked and the table gets a row. `nightly` cases are of a kind
 * that another case covers: they run with the whole table only.
 */
export function faultCases<S extends Subject>(
  title: string,
  { open, watch, needs, seconds }: Stage<S>,
  cases: (fault: Fault<S>, nightly: Fault<S>) => void,
): void {
  describeWith(needs, title, () => {
    let installation: S;
    let invariants: { check(): Promise<void> };

    beforeAll(async () => {
      installation = await open();
      invariants = await watch(installation);
    }, seconds * 1000);

    afterAll(() => installation.close(), seconds * 1000);

    const fault: Fault<S> = (what, how, play) => {
      it(
        what,
        async () => {
          const clock = new Clock();
          const { injected, noticed, lifted } = clock;
          try {
            await play({ installation, until, injected, noticed, lifted });
            await invariants.check();
            await note({ what, how, failure: null, ...clock.times });
          } catch (error) {
            await note({ what, how, failure: String(error), noticed: null, milliseconds: null });
            await installation.clear();
            throw error;
          }
        },
        seconds * 1000,
      );
    };
    cases(fault, isWhole() ? fault : () => undefined);
  });
}

/** Times of a case in milliseconds; null where it does not measure them. */
class Clock {
  private begun: number | null = null;
  private seen: number | null = null;
  private over: number | null = null;

  readonly injected = (): void => {
    this.begun = performance.now();
  };
  readonly noticed = (): void => {
    this.seen = since(this.begun);
  };
  readonly lifted = (): void => {
    this.over = performance.now();
  };

  get times() {
    return { noticed: this.seen, milliseconds: since(this.over) };
  }
}

const since = (time: number | null): number | null => (time === null ? null : Math.round(performance.now() - time));

interface TableRow {
  readonly what: string;
  readonly how: string;
  readonly failure: string | null;
  readonly noticed: number | null;
  readonly milliseconds: number | null;
}

const note = (row: TableRow): Promise<void> => noteRow(join(run.folder, 'table.jsonl'), row);
