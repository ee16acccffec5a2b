import { isWhole } from '@spawner/kit/whole';
import { Cluster } from './cluster.js';
import { ClusterInvariants } from './cluster-invariants.js';
import { type CaseContext, type Fault, faultCases } from './fault-cases.js';

export type ClusterContext = CaseContext<Cluster>;

/** Cases on three machines. Only in a whole run: each of them waits until the managers have noticed. */
export const clusterFaults = (title: string, managers: number, cases: (fault: Fault<Cluster>) => void): void =>
  faultCases(
    title,
    {
      open: () => Cluster.open(managers),
      watch: (cluster) => ClusterInvariants.watch(cluster),
      needs: ['swarm', ...(isWhole() ? [] : ['SPAWNER_TEST_WHOLE'])],
      seconds: 240,
    },
    cases,
  );
