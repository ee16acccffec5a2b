import { beforeAll, describe } from '@jest/globals';
import { freePort } from '@spawner/kit/free-port';
import type { Person } from '@spawner/kit/person';
import { describeWith } from '@spawner/kit/requirements';
import { uniqueId } from '@spawner/kit/run';
import { type Keep, tidyUp } from '@spawner/kit/tidy-up';
import { Traefik } from '@spawner/kit/traefik';
import { until } from '@spawner/kit/until';
import { seenBy } from './hostile-service.js';
import { Target } from './target.js';

const OPEN_MS = 180_000;

/** The product behind one of the gateways: ann owns services, mallory attacks and has one of his own. */
interface AttackedGateway {
  readonly target: Target;
  readonly ann: Person;
  readonly mallory: Person;
  /** Port of Traefik's API, behind Traefik only. */
  readonly traefikApi: number | null;
  /** Number of requests that have reached any container of ann's. */
  usesOfAnn(): Promise<number>;
}

type Cases = (gateway: () => AttackedGateway, kind: 'built-in' | 'Traefik') => void;
type Opened = Pick<AttackedGateway, 'target' | 'traefikApi'>;

/** The same attacks on both gateways: the built-in one before processes, Traefik before containers. */
export function onBothGateways(title: string, cases: Cases): void {
  describe(`${title}, built-in gateway`, () => cases(prepared(builtIn), 'built-in'));
  describeWith(['engine', 'traefik'], `${title}, Traefik`, () => cases(prepared(behindTraefik), 'Traefik'));
}

function prepared(open: (keep: Keep) => Promise<Opened>): () => AttackedGateway {
  const keep = tidyUp();
  let gateway: AttackedGateway;

  beforeAll(async () => {
    const opened = await open(keep);
    const ann = await opened.target.newcomer('ann');
    const mallory = await opened.target.newcomer('mallory');
    await ann.hasLaunched('dev', 'development');
    await mallory.hasLaunched('dev');
    const usesOfAnn = async (): Promise<number> => {
      const seen = await Promise.all(['dev', 'development'].map((type) => seenBy(ann, type)));
      return seen.flat().length;
    };
    gateway = { ...opened, ann, mallory, usesOfAnn };
  }, OPEN_MS);

  return () => gateway;
}

const builtIn = async (keep: Keep): Promise<Opened> => ({ target: await keep(Target.open()), traefikApi: null });

async function behindTraefik(keep: Keep): Promise<Opened> {
  const port = await freePort();
  const host = 'coder.spawner.test';
  const network = `spawner-${uniqueId('n')}`;
  const traefik = await keep(Traefik.start({ network }));
  await traefik.routeEverythingElse([host], port);
  const settings = {
    TRAEFIK_ENABLED: 'true',
    TRAEFIK_ENTRYPOINT: 'web',
    TRAEFIK_ADDRESS: '127.0.0.1',
    TRAEFIK_HTTP_PORT: String(traefik.port),
    TRUSTED_PROXIES: '1',
  };
  const front = { port: traefik.port, origin: `http://${host}:${traefik.port}` };
  const target = await keep(Target.open({ runtime: 'docker', port, network, front, settings }));
  await until('Traefik serves the dashboard', 30, async () => {
    const answer = await target.request('/api/health/live').catch(() => null);
    return answer?.status === 200;
  });
  return { target, traefikApi: traefik.apiPort };
}
