import { SettingsError } from '../../config/settings.error.js';
import type { Template } from '../../templates/template.js';
import { findImage, info } from '../docker/docker-client.js';
import { engine } from '../docker/docker-errors.js';
import { servicesHaveNoNewPrivileges } from '../docker/engine-facts.js';
import type { Finding } from '../finding.js';
import { type DiskSpace, HostProbe, type MachineNode } from '../host-probe.js';
import { closedPorts } from './closed-ports.js';
import { clusterFindings, type NodeLook } from './cluster-findings.js';
import type { NodeEngine } from './node-engines.js';
import { replicasOf } from './service-spec.js';
import { currentTask } from './swarm-instance.js';
import type { SwarmNodes } from './swarm-nodes.js';
import { byService, type SwarmServices } from './swarm-services.js';

/** Each node as Docker's driver looks at its host. */
export class SwarmHost extends HostProbe {
  constructor(
    private readonly cluster: SwarmNodes,
    private readonly services: SwarmServices,
    private readonly relayPort: number | null,
  ) {
    super();
  }

  async check(templates: readonly Template[], users: number): Promise<readonly string[]> {
    refuseRuntimes(templates);
    const nodes = await this.cluster.ready();
    // Together they take all users.
    const each = Math.ceil(users / Math.max(1, nodes.length));
    const warnings = await Promise.all(
      nodes.map(async (node) => named(node, await this.cluster.partsOf(node).host.check(templates, each))),
    );
    return warnings.flat();
  }

  disk(): Promise<DiskSpace | null> {
    // Each node has one of its own.
    return Promise.resolve(null);
  }

  async findings(templates: readonly Template[]): Promise<readonly Finding[]> {
    const nodes = await this.cluster.ready();
    const found = await Promise.all(
      nodes.map(async (node) => ({ node, findings: await this.cluster.partsOf(node).host.findings(templates) })),
    );
    const known = await this.services.nodes();
    const [looks, closed] = await Promise.all([this.looks(nodes, templates), closedPorts(known, this.relayPort)]);
    const cluster = clusterFindings(known, looks, closed);
    return [...cluster, ...combined(found), SWAP, ...(await this.privileges(nodes))];
  }

  async nodes(): Promise<readonly MachineNode[]> {
    const [known, found, tasks] = await Promise.all([
      this.services.nodes(),
      this.services.list(),
      this.services.tasks(),
    ]);
    const runs = byService(tasks);
    const at = found
      .filter(({ Spec }) => replicasOf(Spec) > 0)
      .map(({ ID }) => currentTask(runs.get(ID) ?? []))
      .filter((task) => task?.Status.State === 'running');
    return known.map(({ address: _, joinedAt: __, ...node }) => ({
      ...node,
      running: at.filter((task) => task?.NodeID === node.id).length,
    }));
  }

  async setDraining(id: string, isDraining: boolean): Promise<void> {
    await this.services.setAvailability(id, isDraining ? 'drain' : 'active');
  }

  /** What each node's engine says at this moment. */
  private looks(nodes: readonly NodeEngine[], templates: readonly Template[]): Promise<NodeLook[]> {
    return Promise.all(
      nodes.map(async (node) => {
        const images = await this.imagesOn(node, templates);
        const before = Date.now();
        const [{ ServerVersion, SystemTime }, network] = await Promise.all([
          engine(info(node.docker)),
          this.cluster.partsOf(node).network.facts(),
        ]);
        const middle = (before + Date.now()) / 2;
        const ahead = SystemTime === undefined ? null : Date.parse(SystemTime) - middle;
        const clock = { aheadMs: ahead, withinMs: middle - before };
        return { id: node.id, version: ServerVersion ?? '?', ...clock, network, images };
      }),
    );
  }

  private async imagesOn({ docker }: NodeEngine, templates: readonly Template[]): Promise<NodeLook['images']> {
    const ids = templates.map(async ({ image }) => [image, (await findImage(docker, image))?.Id ?? null] as const);
    return Object.fromEntries(await Promise.all(ids));
  }

  /** A service can carry it from API 1.44 on; before, the engine itself has to be told, and does not say whether it was. */
  private async privileges(nodes: readonly NodeEngine[]): Promise<Finding[]> {
    const infos = await Promise.all(nodes.map((node) => this.cluster.partsOf(node).host.info()));
    const old = infos.filter((info) => !servicesHaveNoNewPrivileges(info));
    if (old.length === 0) return [];
    const where = old.map(({ Name }) => Name).join(', ');
    return [
      {
        result: 'unknown',
        about: 'new privileges',
        says: `engines before 25 do not take it from a service (${where})`,
        fix: ['/etc/docker/daemon.json: "no-new-privileges": true, on each of these nodes'],
      },
    ];
  }
}

/** A service would run with the engine's default, less isolated than its template says. @throws SettingsError */
function refuseRuntimes(templates: readonly Template[]): void {
  const problems = templates.flatMap(({ folder, confinement: { runtime } }) =>
    runtime
      ? [
          `${folder}/template.json: a service of Swarm cannot choose the runtime "${runtime}"; ` +
            `take the line out, and make it "default-runtime" in daemon.json on every node`,
        ]
      : [],
  );
  if (problems.length > 0) throw new SettingsError(problems);
}

const SWAP: Finding = {
  result: 'hint',
  about: 'swap limit of a service',
  says: 'a service cannot carry it: a container may take as much swap as it has memory',
  fix: ['swapoff -a on every node, and for the next boot remove swap from /etc/fstab'],
  weakness: 'swap',
};

const named = ({ name }: NodeEngine, warnings: readonly string[]): string[] =>
  warnings.map((warning) => `${name}: ${warning}`);

interface OfNode {
  readonly node: NodeEngine;
  readonly findings: readonly Finding[];
}

/** Once where all nodes agree, else with the node's name. */
function combined(found: readonly OfNode[]): Finding[] {
  const all = found.flatMap(({ node, findings }) => findings.map((finding) => ({ node, finding })));
  const same = new Map<string, typeof all>();
  for (const each of all) {
    const text = JSON.stringify(each.finding);
    same.set(text, [...(same.get(text) ?? []), each]);
  }
  return [...same.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    if (group.length === found.length) return [first.finding];
    return group.map(({ node, finding }) => ({ ...finding, about: `${finding.about} (${node.name})` }));
  });
}
