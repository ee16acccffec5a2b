import { describe, expect, it } from '@jest/globals';
import { neighbourFinding } from './neighbour-finding.js';

const facts = {
  bridge: null,
  madeByUs: true,
  neighboursApart: false,
  ipv6: false,
  mtu: null,
  room: 253,
  services: 0,
  others: [],
};

describe('network whose containers reach each other', () => {
  it("the engine's own: it cannot be removed, so its engine has to be told", () => {
    const { fix } = neighbourFinding({ ...facts, name: 'bridge' }, {});
    expect(fix).toEqual(['/etc/docker/daemon.json: "icc": false, then restart Docker']);
  });

  it('another one: made anew', () => {
    expect(neighbourFinding({ ...facts, name: 'spawner' }, {}).fix).toContain('docker network rm spawner');
  });
});
