import { beforeAll, describe } from '@jest/globals';
import { freePort } from '../../stories/support/free-port.js';
import { tidyUp } from '../../stories/support/tidy-up.js';
import { until } from '../../stories/support/until.js';
import { attacks } from './attack.js';
import type { Person } from './person.js';
import { Target } from './target.js';
import { Traefik } from './traefik.js';

const OPEN_MS = 180_000;

/** The product with a gateway of either kind, ann with services of hers, and mallory with his. */
interface House {
  readonly target: Target;
  readonly ann: Person;
  readonly mallory: Person;
  /** Traefik's own API, where there is one. */
  readonly traefikApi: number | null;
  /** How often what reached any container of ann's was noted, until now. */
  annsVisits(): Promise<number>;
}

type Cases = (house: () => House, gateway: 'built-in' | 'Traefik') => void;

/** The same attacks on both gateways: the built-in one before processes, Traefik before containers. */
export function onBothGateways(title: string, cases: Cases): void {
  describe(`${title}, built-in gateway`, () => {
    cases(
      furnished(async () => ({ target: await Target.open(), traefikApi: null })),
      'built-in',
    );
  });
  attacks(`${title}, Traefik`, ['engine', 'traefik'], () => cases(furnished(behindTraefik), 'Traefik'));
}

interface Shell {
  readonly target: Target;
  readonly traefikApi: number | null;
}

function furnished(open: () => Promise<Shell>): () => House {
  const keep = tidyUp();
  let house: House;

  beforeAll(async () => {
    const { target, traefikApi } = await open();
    await keep(target);
    const ann = await target.newcomer('ann');
    const mallory = await target.newcomer('mallory');
    for (const type of ['dev', 'development']) await ann.act('launch', type);
    await mallory.act('launch', 'dev');
    const annsVisits = async (): Promise<number> => {
      const seen = await Promise.all(['dev', 'development'].map((type) => ann.seenBy(type)));
      return seen.flat().length;
    };
    house = { target, ann, mallory, traefikApi, annsVisits };
  }, OPEN_MS);

  return () => house;
}

async function behindTraefik(): Promise<Shell> {
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
  return { target, traefikApi: api };
}
