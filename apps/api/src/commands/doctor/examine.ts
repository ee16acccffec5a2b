import type Docker from 'dockerode';
import type { Settings } from '../../config/settings.js';
import { DockerHelper } from '../../runtime/docker/docker-helper.js';
import { DockerHost } from '../../runtime/docker/docker-host.js';
import { DockerNetwork } from '../../runtime/docker/docker-network.js';
import { hasInit } from '../../runtime/docker/engine-facts.js';
import { engineFindings } from '../../runtime/docker/engine-findings.js';
import { layerFinding } from '../../runtime/docker/layer-quota.js';
import { neighbourFinding } from '../../runtime/docker/neighbour-finding.js';
import type { NetworkFacts } from '../../runtime/docker/network-facts.js';
import type { Finding } from '../../runtime/finding.js';
import { openPort } from '../../runtime/open-port.js';
import type { Template } from '../../templates/template.js';
import { consentFindings } from './consent-findings.js';
import { imageFinding } from './image-findings.js';
import { insideFindings } from './inside-findings.js';
import { networkFindings } from './network-findings.js';
import { Probe } from './probe.js';
import { proxyFinding } from './proxy-finding.js';
import { hostFinding, reachFindings } from './reach-findings.js';
import { type Target, targetsOf } from './targets.js';

/** Checks the engine, the network and the images, then from inside a container. Leaves nothing behind. */
export async function* examine(
  docker: Docker,
  settings: Settings,
  templates: readonly Template[],
): AsyncGenerator<Finding> {
  const network = new DockerNetwork(docker, settings.docker.network, settings.docker.subnet);
  const looking = new DockerHost(docker, network, new DockerHelper(docker, 'doctor'));
  const host = await looking.info();
  yield* engineFindings(host);
  yield layerFinding(templates, await looking.hasLayerQuota());
  yield proxyFinding(settings.proxies, host);
  yield* consentFindings(settings.consents, templates);

  const before = await network.facts();
  if (!before) await network.ensure();
  try {
    const facts = before ?? (await network.facts());
    if (!facts) throw new Error(`the network ${network.name} is gone`);
    const apart = neighbourFinding(facts, host);
    yield apart;
    yield* networkFindings(facts);
    const usable: Template[] = [];
    for (const template of templates) {
      const finding = await imageFinding(docker, template);
      if (finding.result === 'holds' || finding.result === 'hint') usable.push(template);
      yield finding;
    }
    const probe = new Probe(docker, { network: network.name, init: hasInit(host) });
    yield* lookFromInside(docker, settings, { network: facts, apart, templates: usable, probe });
  } finally {
    // The first launch makes it again.
    if (!before) await network.remove();
  }
}

async function* lookFromInside(
  docker: Docker,
  settings: Settings,
  at: {
    readonly network: NetworkFacts;
    readonly apart: Finding;
    readonly templates: readonly Template[];
    readonly probe: Probe;
  },
): AsyncGenerator<Finding> {
  const { network, apart, templates, probe } = at;
  const listener = await openPort('0.0.0.0');
  try {
    const neighbour = templates[0] ? await probe.neighbour(templates[0]) : null;
    if (!neighbour) {
      yield { result: 'unknown', about: 'from inside', says: "no template's image could be started" };
      return;
    }
    const targets: Target[] = [
      { what: 'a neighbour', places: [`${neighbour.address}:${String(neighbour.port)}`], behind: 'network' },
      ...(await targetsOf(docker, settings, { network: network.name, gateway: neighbour.gateway })),
    ];
    const open = `${neighbour.gateway}:${String(listener.port)}`;
    for (const template of templates.filter(isStrict)) {
      const report = await probe.look(template, [...targets.flatMap(({ places }) => places), open]);
      if (!report) continue;
      yield* insideFindings(report, template);
      yield* reachFindings(targets, report, { bridge: network.bridge, apart });
      yield hostFinding(open, report, { bridge: network.bridge, apart });
      return;
    }
    yield {
      result: 'unknown',
      about: 'from inside',
      says: 'no image of a template has node or bash to look around with',
    };
  } finally {
    await listener.close();
    await probe.close();
  }
}

/** Inside another, a protection that is missing may be one that its template gave up. */
const isStrict = ({ confinement }: Template): boolean => !confinement.root && confinement.capabilities.length === 0;
