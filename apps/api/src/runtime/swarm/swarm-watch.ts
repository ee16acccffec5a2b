import { labels } from '@spawner/engine';
import type Docker from 'dockerode';
import { Loop } from '../../background/loop.js';
import { Rests } from '../../background/rests.js';
import type { RuntimeHint } from '../container-runtime.js';
import { watchEngine } from '../docker/docker-events.js';
import type { NodeEngines } from './node-engines.js';
import { byService, type Service, type SwarmServices, type Task } from './swarm-services.js';

const TICK_MS = 1000;
/**
 * Managers write out every service and task each time, and here they are read: milliseconds for a class, a third of a second
 * of CPU for a thousand. Everything is compared every ten seconds anyway, so this is for what costs little.
 */
const RESTS = { factor: 1000, mostMs: 30_000 };

/**
 * Follows the containers of every node by the events of its engine. What managers do without a container, such as a task
 * that finds no node, has no events: that is read every few seconds, and less often where there is more to read.
 */
export function watchSwarm(
  engines: NodeEngines,
  services: SwarmServices,
  onHint: (hint: RuntimeHint) => void,
): () => void {
  let ended = false;
  /** Names of services on the engine → their names here. */
  const names = new Map<string, string>();
  const followed = new Map<Docker, () => void>();
  let last: ReadonlyMap<string, string> | null = null;
  const rests = new Rests(RESTS.factor, RESTS.mostMs);
  const tell = (hint: RuntimeHint): void => {
    if (!ended) onHint(hint);
  };

  const follow = async (): Promise<void> => {
    const there = await engines.all();
    for (const [docker, unwatch] of followed) {
      if (there.some((node) => node.docker === docker)) continue;
      unwatch();
      followed.delete(docker);
    }
    for (const { docker } of there) {
      if (ended || followed.has(docker)) continue;
      const unwatch = watchEngine(docker, services.installation, (hint) => {
        if (hint.kind === 'resync') tell(hint);
        else tell({ kind: 'changed', name: names.get(serviceOf(hint.name)) ?? serviceOf(hint.name) });
      });
      followed.set(docker, unwatch);
    }
  };

  const look = async (): Promise<void> => {
    const [found, tasks] = await Promise.all([services.list(), services.tasks()]);
    const runs = byService(tasks);
    const now = new Map<string, string>();
    for (const service of found) {
      const name = service.Spec?.Labels?.[labels.name] ?? '';
      names.set(service.Spec?.Name ?? '', name);
      now.set(name, printOf(service, runs.get(service.ID) ?? []));
    }
    const before = last;
    last = now;
    if (!before) return;
    for (const name of new Set([...before.keys(), ...now.keys()]))
      if (before.get(name) !== now.get(name)) tell({ kind: 'changed', name });
  };

  const loop = new Loop('following the swarm', TICK_MS, async () => {
    await follow();
    if (!rests.now) await rests.after(look());
  });
  void loop.run();
  loop.start();
  return () => {
    ended = true;
    void loop.stop();
    for (const unwatch of followed.values()) unwatch();
  };
}

const printOf = ({ ID, Version }: Service, tasks: readonly Task[]): string =>
  [ID, Version?.Index, ...tasks.map((task) => `${task.ID}${task.DesiredState}${task.Status.State}`)].join();

/** `user-ann-dev.1.x7k…` is a container of the service `user-ann-dev`. */
const serviceOf = (container: string): string => container.replace(/\.\d+\.[a-z0-9]+$/, '');
