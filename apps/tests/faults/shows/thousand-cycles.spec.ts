import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@spawner/kit/until';
import { Installation } from '../support/installation.js';
import type { Vitals } from '../support/product.js';

const CYCLES = 1000;
const AT_ONCE = 4;

/** Memory and descriptors of the API, before and after many launches and stops. */
describe('many launches and stops', () => {
  let installation: Installation;

  beforeAll(async () => {
    installation = await Installation.open();
  }, 60_000);

  afterAll(() => installation.close(), 60_000);

  it(
    `${CYCLES} of each`,
    async () => {
      const people = await Promise.all(Array.from({ length: AT_ONCE }, () => installation.newcomer()));
      const cycle = async () => {
        for (const step of ['launch', 'stop'] as const) {
          const answers = await Promise.all(people.map((person) => person.act(step, 'ok')));
          expect(answers.map(({ status }) => status)).toEqual(people.map(() => 200));
        }
      };
      await cycle();
      const seen: [number, Vitals][] = [[AT_ONCE, await installation.product.vitals()]];
      for (let done = AT_ONCE; done < CYCLES; done += AT_ONCE) {
        await cycle();
        if ((done + AT_ONCE) % 100 === 0) seen.push([done + AT_ONCE, await installation.product.vitals()]);
      }
      const first = seen[0]?.[1];
      await until('idle connections are closed', 60, async () => {
        const { descriptors } = await installation.product.vitals();
        return descriptors <= (first?.descriptors ?? 0);
      }).catch(() => undefined);
      seen.push([CYCLES, await installation.product.vitals()]);
      console.log(seen.map(([done, vitals]) => line(done, vitals)).join('\n'));
    },
    60 * 60_000,
  );
});

const line = (done: number, { rss, descriptors, listeners, resources }: Vitals): string =>
  `${String(done).padStart(5)} cycles: ${(rss / 1024 ** 2).toFixed(0)} MB, ${descriptors} descriptors, ${listeners} listeners, ${JSON.stringify(resources)}`;
