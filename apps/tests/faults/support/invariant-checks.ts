import { until } from '@spawner/kit/until';
import type { Product } from './product.js';

/** Waits until nothing is found, because cards follow the engine with a delay, and fails with what stays. */
export async function holdsWithin(seconds: number, find: () => Promise<string[]>): Promise<void> {
  let problems: string[] = [];
  await until('the invariants hold', seconds, async () => {
    problems = await find();
    return problems.length === 0;
  }).catch((error: unknown) => {
    throw problems.length > 0 ? new Error(`Invariants are broken:\n${problems.join('\n')}`) : error;
  });
}

export function noComplaints(started: readonly Product[]): void {
  const complaints = started.flatMap((product) => product.complaints());
  if (complaints.length > 0) throw new Error(`The product complained:\n${complaints.join('\n')}`);
}
