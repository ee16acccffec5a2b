import { beforeAll, describe } from '@jest/globals';
import { freePort } from '../../e2e/support/free-port.js';
import { tidyUp } from '../../e2e/support/tidy-up.js';
import { until } from '../../e2e/support/until.js';
import { attacks } from './attack.js';
import type { Person } from './person.js';
import { Target } from './target.js';
import { Traefik } from './traefik.js';

const OPEN_MS = 180_000;

/** The product with a gateway of either kind, ann with services of hers, and mallory with his. */
export interface House {
  readonly target: Target;
  readonly ann: Person;
  readonly mallory: Person;
  /** How often what reached any container of ann's was noted, until now. */
  annsVisits(): Promise<number>;
}

type Cases = (house: () => House, gateway: 'built-in' | 'Traefik') => void;

/** The same attacks on both gateways: the built-in one before processes, Traefik before containers. */
export function onBothGateways(title: string, cases: Cases): void {
  describe(`${title}, built-in gateway`, () => {
    cases(
      furnished(() => Target.open()),
      'built-in',
    );
  });
  attacks(`${title}, Traefik`, ['engine', 'traefik'], () => cases(furnished(behindTraefik), 'Traefik'));
}

function furnished(open: () => Promise<Target>): () => House {
  const keep = tidyUp();
  let house: House;

  beforeAll(async () => {
    const target = await keep(open());
    const ann = await target.newcomer('ann');
    const mallory = await target.newcomer('mallory');
    for (const type of ['dev', 'development']) await ann.act('launch', type);
    await mallory.act('launch', 'dev');
    const annsVisits = async (): Promise<number> => {
      const seen = await Promise.all(['dev', 'development'].map((type) => ann.seenBy(type)));
      return seen.flat().length;
    };
    house = { target, ann, mallory, annsVisits };
  }, OPEN_MS);

  return () => house;
}

/** Closed with its target. */
async function behindTraefik(): Promise<Target> {
  const [web, api, port] = [await freePort(), await freePort(), await freePort()];
  const host = 'coder.spawner.test';
  const settings = {
    TRAEFIK_ENABLED: 'true',
    TRAEFIK_ENTRYPOINT: 'web',
    TRAEFIK_ADDRESS: '127.0.0.1',
    TRAEFIK_HTTP_PORT: String(web),
    TRUSTED_PROXIES: '1',
  };
  const front = { port: web, origin: `http://${host}:${web}` };
  const target = await Target.open({ runtime: 'docker', port, front, settings });
  const traefik = await Traefik.start({ web, api }, target.installation.network, host, port);
  target.closeWith(() => traefik.close());
  await until('Traefik serves the dashboard', 30, async () => {
    const answer = await target.ask('/api/health/live').catch(() => null);
    return answer?.status === 200;
  });
  return target;
}
