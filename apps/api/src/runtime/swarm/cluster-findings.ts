import type { NetworkFacts } from '../docker/network-facts.js';
import type { Finding } from '../finding.js';
import type { ClosedPort } from './closed-ports.js';
import type { KnownNode } from './swarm-services.js';

/** What the engine of a node says. */
export interface NodeLook {
  readonly id: string;
  readonly version: string;
  /** How far its clock is ahead of ours; null where it does not say. */
  readonly aheadMs: number | null;
  /** How exact that is. */
  readonly withinMs: number;
  /** Null where it has none yet: a node makes it with its first container. */
  readonly network: NetworkFacts | null;
  /** Ids of the templates' images by their names; null where one is not there. */
  readonly images: Readonly<Record<string, string | null>>;
}

type Known = Pick<KnownNode, 'id' | 'name' | 'state' | 'manager'>;

/** Links, logins and certificates are valid by the clock of the machine that reads them. */
const CLOCKS_MS = 5000;

const OPEN = 'between the machines: TCP 2377, 7946 and 8443, UDP 7946 and 4789, and IP protocol 50 (ESP)';

/** What machines have to have in common. @param looks of those that answer @param closed as tried from this machine */
export function clusterFindings(
  nodes: readonly Known[],
  looks: readonly NodeLook[],
  closed: readonly ClosedPort[],
): Finding[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const nameOf = ({ id }: { readonly id: string }) => names.get(id) ?? id;
  return [
    reach(nodes, looks),
    ports(closed),
    managers(nodes),
    versions(looks, nameOf),
    clocks(looks, nameOf),
    networks(looks, nameOf),
    images(looks, nameOf),
  ];
}

function reach(nodes: readonly Known[], looks: readonly NodeLook[]): Finding {
  const about = 'machines';
  const silent = nodes.filter(({ id, state }) => state === 'ready' && !looks.some((look) => look.id === id));
  const down = nodes.filter(({ state }) => state === 'down');
  if (silent.length > 0) {
    return {
      result: 'missing',
      about,
      says: `${list(silent)} are ready, but their guards do not answer`,
      fix: [OPEN, 'docker stack ps spawner --no-trunc: whether the guard runs there'],
    };
  }
  if (down.length > 0) return { result: 'missing', about, says: `${list(down)} cannot be reached by the managers` };
  return { result: 'holds', about, says: `all ${String(nodes.length)} answer` };
}

/** What goes over UDP and ESP carries the answers of the guards, so `reach` has tried it. */
function ports(closed: readonly ClosedPort[]): Finding {
  const about = 'ports between the machines';
  if (closed.length === 0) return { result: 'holds', about, says: 'open, as tried from this machine over TCP' };
  const each = closed.map(({ node, port }) => `${node} at ${String(port)}`);
  return { result: 'missing', about, says: `not open for this machine: ${each.join(', ')}`, fix: [OPEN] };
}

function managers(nodes: readonly Known[]): Finding {
  const count = nodes.filter(({ manager }) => manager).length;
  const spare = Math.floor((count - 1) / 2);
  const says = `${String(count)}, of which ${String(spare)} may fail`;
  if (spare > 0) return { result: 'holds', about: 'managers', says };
  return {
    result: 'hint',
    about: 'managers',
    says: `${says}: without a manager nothing is launched or moved`,
    fix: ['docker node promote, until there are three'],
  };
}

function versions(looks: readonly NodeLook[], nameOf: (look: NodeLook) => string): Finding {
  const about = 'engine versions';
  if (new Set(looks.map(({ version }) => version)).size <= 1)
    return { result: 'holds', about, says: `the same on all: ${looks[0]?.version ?? 'none answers'}` };
  return { result: 'hint', about, says: looks.map((look) => `${nameOf(look)} ${look.version}`).join(', ') };
}

function clocks(looks: readonly NodeLook[], nameOf: (look: NodeLook) => string): Finding {
  const off = looks.filter(({ aheadMs, withinMs }) => Math.abs(aheadMs ?? 0) - withinMs > CLOCKS_MS);
  const about = 'clocks';
  if (off.length === 0) return { result: 'holds', about, says: 'within 5 seconds of ours' };
  const each = off.map((look) => `${nameOf(look)} by ${String(Math.round((look.aheadMs ?? 0) / 1000))} s`);
  return {
    result: 'missing',
    about,
    says: `${each.join(', ')} off ours`,
    fix: ['apt install chrony, on each machine'],
  };
}

function networks(looks: readonly NodeLook[], nameOf: (look: NodeLook) => string): Finding {
  const about = 'networks of the machines';
  const made = looks.flatMap((look) => (look.network ? [{ name: nameOf(look), network: look.network }] : []));
  const print = ({ neighboursApart, ipv6, mtu, bridge, room }: NetworkFacts) =>
    [
      neighboursApart ? 'apart' : 'NOT APART',
      ipv6 && 'IPv6',
      `MTU ${mtu ?? 'usual'}`,
      bridge,
      `${String(room)} addresses`,
    ]
      .filter(Boolean)
      .join(', ');
  if (new Set(made.map(({ network }) => print(network))).size <= 1)
    return {
      result: 'holds',
      about,
      says: made[0] ? `the same on all: ${print(made[0].network)}` : 'none is in use yet',
    };
  return {
    result: 'missing',
    about,
    says: made.map(({ name, network }) => `${name}: ${print(network)}`).join('; '),
    fix: [
      'the same "icc": false, "bip" and "mtu" in /etc/docker/daemon.json of each machine, then: systemctl restart docker',
    ],
  };
}

/** The next launch from a template brings its image to all, and takes longer for it. */
function images(looks: readonly NodeLook[], nameOf: (look: NodeLook) => string): Finding {
  const about = "templates' images";
  const names = [...new Set(looks.flatMap((look) => Object.keys(look.images)))];
  const problems = names.flatMap((image) => {
    const ids = new Set(looks.map((look) => look.images[image] ?? null));
    if (ids.size <= 1 && !ids.has(null)) return [];
    const lacking = looks.filter((look) => !look.images[image]).map(nameOf);
    return lacking.length > 0 ? [`${image} is not on ${lacking.join(', ')}`] : [`${image} differs between machines`];
  });
  if (problems.length === 0) return { result: 'holds', about, says: 'the same on all' };
  return { result: 'hint', about, says: `${problems.join('; ')}: the next launch copies it there` };
}

const list = (nodes: readonly Known[]): string => nodes.map(({ name }) => name).join(', ');
