import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { containerOptions } from '../../runtime/docker/container-options.js';
import { changeDeadline, engine, ignoring, readDeadline, statusOf } from '../../runtime/docker/docker-errors.js';
import { lastLines } from '../../runtime/docker/docker-logs.js';
import { instanceSpec } from '../../runtime/instance-spec.js';
import type { Template } from '../../templates/template.js';
import { FILES, readReport, type Report, scripts } from './probe-scripts.js';

const RUN_MS = 60_000;
const MOST_LINES = 10_000;

export interface ProbePlace {
  readonly network: string;
  readonly init: boolean;
}

/** Containers made exactly as a user's, but of no installation. They are removed again. */
export class Probe {
  /** No Spawner has this id, so none treats the probes as its own. */
  private readonly installation = `doctor-${randomBytes(4).toString('hex')}`;
  private readonly names: string[] = [];

  constructor(
    private readonly docker: Docker,
    private readonly place: ProbePlace,
  ) {}

  /** A service of the template, running: its address on the network, and the host's. */
  async neighbour(
    template: Template,
  ): Promise<{ readonly address: string; readonly port: number; readonly gateway: string } | null> {
    const container = await this.start(template);
    const { NetworkSettings } = await engine(container.inspect({ abortSignal: readDeadline() }));
    const end = NetworkSettings.Networks[this.place.network];
    return end?.IPAddress && end.Gateway ? { address: end.IPAddress, port: template.port, gateway: end.Gateway } : null;
  }

  /** What a container of the template sees and reaches; null where its image can run none of the scripts. */
  async look(template: Template, targets: readonly string[]): Promise<Report | null> {
    for (const script of scripts) {
      const report = await this.run(template, script, targets);
      if (report) return report;
    }
    return null;
  }

  async close(): Promise<void> {
    for (const name of this.names) {
      const options = { force: true, v: true, abortSignal: changeDeadline() };
      await ignoring([403, 404, 409], this.docker.getContainer(name).remove(options));
    }
  }

  private async run(template: Template, script: readonly string[], targets: readonly string[]): Promise<Report | null> {
    try {
      const container = await this.start(template, script, {
        PROBE_FILES: Object.values(FILES).flat().join(' '),
        PROBE_TARGETS: targets.join(' '),
      });
      await engine(container.wait({ abortSignal: AbortSignal.timeout(RUN_MS) }));
      return readReport(await lastLines(container, MOST_LINES));
    } catch (error) {
      // Without an init process the engine itself fails where the program is missing.
      if (statusOf(error) === 400) return null;
      throw error;
    }
  }

  private async start(
    template: Template,
    script?: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Docker.Container> {
    const { network, init } = this.place;
    const ref = { slug: this.installation, type: template.type, userId: this.names.length };
    const spec = instanceSpec(template, ref, { basePath: '', serviceUrl: 'http://localhost', labels: {} });
    const options = containerOptions(
      { ...spec, environment: { ...spec.environment, ...environment } },
      { installation: this.installation, network, init, publish: false, layerQuota: false, mounts: [] },
    );
    this.names.push(spec.name);
    const { id } = await engine(
      this.docker.createContainer({
        ...options,
        ...(script && { Entrypoint: [...script] }),
        HostConfig: { ...options.HostConfig, RestartPolicy: { Name: 'no' } },
        abortSignal: changeDeadline(),
      }),
    );
    const container = this.docker.getContainer(id);
    await engine(container.start({ abortSignal: changeDeadline() }), [400]);
    return container;
  }
}
