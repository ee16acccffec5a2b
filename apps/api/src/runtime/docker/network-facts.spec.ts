import { describe, expect, it } from '@jest/globals';
import type { ContainerInfo, NetworkInspectInfo } from 'dockerode';
import { networkFacts } from './network-facts.js';

const network = { Name: 'bridge', Id: 'a'.repeat(64), Driver: 'bridge', EnableIPv6: false } as NetworkInspectInfo;
const container = (name: string, labels: Record<string, string>) =>
  ({ Id: name, Names: [`/${name}`], Labels: labels }) as unknown as ContainerInfo;

describe("containers on the services' network", () => {
  it('own ones and the door of a cluster are no strangers', () => {
    const facts = networkFacts(network, [
      container('user-ann-dev-1', { 'spawner.installation': 'id' }),
      container('spawner_door.1', { 'spawner.door': 'true' }),
      container('registry', {}),
    ]);
    expect(facts).toMatchObject({ services: 2, others: ['registry'] });
  });
});
