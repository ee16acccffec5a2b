import type { Database } from './database.js';
import { expectLaunch } from './expect-launch.js';
import { type CaseContext, type Fault, faultCases } from './fault-cases.js';
import type { Installation } from './installation.js';
import { Invariants } from './invariants.js';

export type FaultContext<D extends Database = Database> = CaseContext<Installation<D>>;

/** Cases on one installation. */
export const faults = <D extends Database>(
  title: string,
  open: () => Promise<Installation<D>>,
  cases: (fault: Fault<Installation<D>>, nightly: Fault<Installation<D>>) => void,
  needs: readonly string[] = ['engine'],
): void => faultCases(title, { open, watch, needs, seconds: 120 }, cases);

async function watch(installation: Installation): Promise<Invariants> {
  await warmUp(installation);
  return Invariants.watch(installation);
}

/** Creates connections and the network, made at first use, before the first measurement. */
async function warmUp(installation: Installation): Promise<void> {
  const person = await installation.newcomer();
  await expectLaunch(installation, person, 'ok');
  await Promise.all(Array.from({ length: 20 }, () => person.cards()));
}
