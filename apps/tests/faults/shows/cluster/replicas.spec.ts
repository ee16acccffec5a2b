import { expect } from '@jest/globals';
import { until } from '@spawner/kit/until';
import { type ClusterContext, clusterFaults } from '../../support/cluster-fault.js';

/** As `calls` of the engine of a manager. */
const calls = { create: /^POST \/services\/create$/, start: /^POST \/services\/[^/]+\/update$/ } as const;
/** Longer than the interval at which a replica checks all containers. */
const TICK_SECONDS = 40;
const CROWD = 50;

clusterFaults('Two replicas of Spawner, three machines', 1, (fault) => {
  fault('50 launches of one card', '25 requests at each of two replicas', async ({ installation: cluster, lifted }) => {
    const person = await cluster.newcomer();
    const { proxy } = cluster.machine('node-a');
    const count = () => [proxy.count(calls.create), proxy.count(calls.start)];
    const before = count();
    const doors = cluster.living.map((product) => person.at(product));
    const answers = await Promise.all(
      doors.flatMap((door) => Array.from({ length: CROWD / doors.length }, () => door.launch('ok', 60))),
    );
    lifted();
    expect(answers.map(({ status, code }) => [status, code])).toEqual(answers.map(() => [200, null]));
    expect(count()).toEqual(before.map((number) => number + 1));
  });

  fault('replica killed after the intent', 'SIGKILL at the create call', (context) =>
    launchEndsUp(context, 'ok', (kill) => {
      context.installation.machine('node-a').proxy.whenAsked(calls.create, kill);
      return Promise.resolve();
    }),
  );

  fault('replica killed after the create', 'SIGKILL when the service is created', (context) =>
    launchEndsUp(context, 'kept', (kill) => {
      context.installation.machine('node-a').proxy.whenAnswered(calls.create, kill);
      return Promise.resolve();
    }),
  );

  fault('replica killed after the start', 'SIGKILL when the service has a replica', (context) =>
    launchEndsUp(context, 'kept', (kill) => {
      context.installation.machine('node-a').proxy.whenAnswered(calls.start, kill);
      return Promise.resolve();
    }),
  );

  fault('replica killed while the application starts', 'SIGKILL when the container says so', (context) =>
    launchEndsUp(context, 'late', async (kill, container) => {
      const { machines } = context.installation;
      await until('the application starts', 30, async () => {
        const found = await Promise.all(
          machines.map(async ({ node }) => {
            const id = await node.docker(['ps', '--quiet', '--filter', `name=${container}`]);
            return id === '' ? '' : node.docker(['logs', id]);
          }),
        );
        return found.some((log) => log.includes('listening in'));
      });
      await kill();
    }),
  );
});

/** Without a second request: the other replica finds the intent and finishes the launch. */
async function launchEndsUp(
  { installation: cluster, lifted, until }: ClusterContext,
  type: string,
  place: (kill: () => Promise<unknown>, container: string) => Promise<void>,
): Promise<void> {
  const person = await cluster.newcomer();
  const { product } = cluster;
  const [, neighbour = product] = cluster.living;
  const placed = place(() => product.kill(), person.containerName(type));
  const launch = person
    .at(product)
    .launch(type)
    .catch(() => 'the connection broke');
  await placed;
  await product.exited;
  lifted();
  await launch;
  const again = person.at(neighbour);
  await until('the card shows running', TICK_SECONDS, async () => (await again.card(type)).status === 'running');
  await cluster.restoreReplicas();
}
