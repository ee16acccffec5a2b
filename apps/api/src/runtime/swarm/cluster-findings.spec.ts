import { describe, expect, it } from '@jest/globals';
import type { NetworkFacts } from '../docker/network-facts.js';
import type { ClosedPort } from './closed-ports.js';
import { clusterFindings, type NodeLook } from './cluster-findings.js';

const network: NetworkFacts = {
  ...{ name: 'spawner', bridge: 'br-spawner', madeByUs: true, neighboursApart: true, ipv6: false, mtu: null },
  ...{ room: 4093, services: 0, others: [] },
};
const node = (id: string, more = {}) => ({ id, name: `server-${id}`, state: 'ready' as const, manager: true, ...more });
const look = (id: string, more: Partial<NodeLook> = {}): NodeLook => ({
  ...{ id, version: '28.0.1', aheadMs: 40, withinMs: 50, network, images: { 'people-dev:latest': 'sha256:1' } },
  ...more,
});
const nodes = ['a', 'b', 'c'].map((id) => node(id));
const looks = ['a', 'b', 'c'].map((id) => look(id));
const bad = (
  known: Parameters<typeof clusterFindings>[0],
  given: readonly NodeLook[],
  closed: readonly ClosedPort[] = [],
) =>
  clusterFindings(known, given, closed).flatMap(({ result, about, says }) =>
    result === 'holds' ? [] : [[result, about, says]],
  );

describe('findings of a cluster', () => {
  it('machines that agree: everything holds, also before a machine has made its network', () => {
    expect(bad(nodes, looks)).toEqual([]);
    expect(bad(nodes, [...looks.slice(1), look('a', { network: null })])).toEqual([]);
  });

  it('ready machine whose guard does not answer, and one that is down: named', () => {
    expect(bad(nodes, looks.slice(1))).toEqual([
      ['missing', 'machines', 'server-a are ready, but their guards do not answer'],
    ]);
    expect(bad([...nodes.slice(1), node('a', { state: 'down' })], looks.slice(1))).toEqual([
      ['missing', 'machines', 'server-a cannot be reached by the managers'],
    ]);
  });

  it('other version, clock and network on one machine: named with what they are', () => {
    const other = look('c', { version: '25.0.0', aheadMs: -9000, network: { ...network, mtu: '1400' } });
    expect(bad(nodes, [...looks.slice(0, 2), other])).toEqual([
      ['hint', 'engine versions', 'server-a 28.0.1, server-b 28.0.1, server-c 25.0.0'],
      ['missing', 'clocks', 'server-c by -9 s off ours'],
      ['missing', 'networks of the machines', expect.stringContaining('server-c: apart, MTU 1400')],
    ]);
  });

  it('slow answer: its clock is not called wrong by the time that it took', () => {
    expect(bad(nodes, [...looks.slice(1), look('a', { aheadMs: 5500, withinMs: 600 })])).toEqual([]);
  });

  it('two managers: a hint, because neither may fail', () => {
    const two = [node('a'), node('b'), node('c', { manager: false })];
    expect(bad(two, looks)).toEqual([['hint', 'managers', expect.stringContaining('2, of which 0 may fail')]]);
  });

  it('closed port: named with its machine', () => {
    expect(bad(nodes, looks, [{ node: 'server-b', port: 8443 }])).toEqual([
      ['missing', 'ports between the machines', 'not open for this machine: server-b at 8443'],
    ]);
  });

  it('image that a machine lacks or has in another version: a hint', () => {
    const about = "templates' images";
    const other = (id: string | null) => look('c', { images: { 'people-dev:latest': id } });
    expect(bad(nodes, [...looks.slice(0, 2), other(null)])).toEqual([
      ['hint', about, 'people-dev:latest is not on server-c: the next launch copies it there'],
    ]);
    expect(bad(nodes, [...looks.slice(0, 2), other('sha256:2')])).toEqual([
      ['hint', about, 'people-dev:latest differs between machines: the next launch copies it there'],
    ]);
  });
});
