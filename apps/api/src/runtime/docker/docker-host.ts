import type Docker from 'dockerode';
import { AppError } from '../../errors/app-error.js';
import type { Template } from '../../templates/template.js';
import { engineDiskSpace } from '../disk-space.js';
import type { Finding } from '../finding.js';
import { type DiskSpace, HostProbe, type MachineNode } from '../host-probe.js';
import { type EngineInfo, info } from './docker-client.js';
import { engine } from './docker-errors.js';
import type { DockerHelper } from './docker-helper.js';
import type { DockerNetwork } from './docker-network.js';
import { refuseUnknownRuntimes } from './engine-facts.js';
import { engineFindings } from './engine-findings.js';
import { layerFinding, mayHaveQuota } from './layer-quota.js';
import { neighbourFinding } from './neighbour-finding.js';
import { roomIn } from './network-facts.js';
import { networkWarnings, roomWarnings } from './network-warnings.js';

/** The smallest that all engines take. */
const TRIED_SIZE = '64m';

export class DockerHost extends HostProbe {
  private facts: Promise<EngineInfo> | null = null;
  private quota: Promise<boolean> | null = null;

  constructor(
    private readonly docker: Docker,
    private readonly network: DockerNetwork,
    private readonly helpers: DockerHelper,
  ) {
    super();
  }

  /** Read once per process: an engine that is given another runtime or an init process has to be restarted for it. */
  info(): Promise<EngineInfo> {
    this.facts ??= engine(info(this.docker)).catch((error: unknown) => {
      this.facts = null;
      throw error;
    });
    return this.facts;
  }

  /** Whether the engine holds a container to the size of its layer. Tried once per process, with a throw-away container. */
  hasLayerQuota(): Promise<boolean> {
    this.quota ??= this.tryLayerQuota().catch((error: unknown) => {
      this.quota = null;
      throw error;
    });
    return this.quota;
  }

  private async tryLayerQuota(): Promise<boolean> {
    if (!mayHaveQuota(await this.info())) return false;
    try {
      await this.helpers.drop(await this.helpers.create({ StorageOpt: { size: TRIED_SIZE } }));
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'runtime_failed') return false;
      throw error;
    }
  }

  async check(templates: readonly Template[], users: number): Promise<readonly string[]> {
    const { name, subnet } = this.network;
    const [host, network] = await Promise.all([this.info(), this.network.facts()]);
    refuseUnknownRuntimes(templates, host);
    const room = subnet ? roomWarnings({ name, room: roomIn(subnet), others: [] }, users) : [];
    return [...consentWarnings(templates), ...(network ? networkWarnings(network, users) : room)];
  }

  async disk(): Promise<DiskSpace | null> {
    return engineDiskSpace((await this.info()).DockerRootDir);
  }

  nodes(): Promise<readonly MachineNode[]> {
    return Promise.resolve([]);
  }

  setDraining(): Promise<void> {
    return Promise.reject(new AppError('not_found'));
  }

  async findings(templates: readonly Template[]): Promise<readonly Finding[]> {
    const [host, network, hasQuota] = await Promise.all([
      engine(info(this.docker)),
      this.network.facts(),
      this.hasLayerQuota(),
    ]);
    return [neighbourFinding(network, host), ...engineFindings(host), layerFinding(templates, hasQuota)];
  }
}

const consentWarnings = (templates: readonly Template[]): string[] =>
  templates.flatMap(({ type, missingConsents }) =>
    missingConsents.length > 0
      ? [`template ${type} is not started, because .env lacks ${missingConsents.join(' and ')}`]
      : [],
  );
