import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { unlessAborted } from '../background/unless-aborted.js';
import { SettingsError } from '../config/settings.error.js';
import { Settings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import type { Finding } from './finding.js';
import { HostProbe } from './host-probe.js';
import { RuntimeHealth } from './runtime-health.js';

/** Checks the host once, at the start or when the runtime first answers, so that an operator sees what is missing before users do. */
@Injectable()
export class HostCheck implements OnApplicationBootstrap {
  constructor(
    private readonly host: HostProbe,
    private readonly health: RuntimeHealth,
    private readonly catalogue: TemplateCatalogue,
    private readonly source: DataSource,
    private readonly settings: Settings,
    // Nest's own logger prints nothing before the application listens.
    private readonly logger: PinoLogger,
  ) {
    logger.setContext(HostCheck.name);
  }

  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.check();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'runtime_unreachable') this.checkWhenBack();
      else this.logger.warn(`the host could not be checked: ${error.message}`);
    }
  }

  private async check(): Promise<void> {
    const [row] = await this.source.query<{ count: string }[]>('SELECT count(*) FROM users');
    const warnings = this.host.check(this.catalogue.all(), Number(row?.count ?? 0));
    for (const warning of await unlessAborted(this.health.away, warnings)) this.logger.warn(warning);
    this.report(await unlessAborted(this.health.away, this.host.findings(this.catalogue.all())));
  }

  /** @throws SettingsError in production where containers reach each other, unless an operator has allowed it */
  private report(findings: readonly Finding[]): void {
    const missing = findings.filter(({ result }) => result === 'missing');
    for (const { about, says, fix = [] } of missing)
      this.logger.warn([`${about}: ${says}. To change it:`, ...fix].join('\n  '));
    const { production, allowsReachableNeighbours } = this.settings;
    if (!production || allowsReachableNeighbours || missing.every(({ weakness }) => weakness !== 'neighbours')) return;
    throw new SettingsError([
      'ALLOW_REACHABLE_NEIGHBOURS: containers reach each other on this host, which is refused in production; the warning above names the cause',
    ]);
  }

  /** Spawner starts without an engine, and RuntimeHealth warns of it. */
  private checkWhenBack(): void {
    const stop = this.health.onChange(() => {
      if (this.health.awaySince) return;
      stop();
      this.check().catch((error: unknown) => {
        this.logger.error((error as Error).message);
        // As if the engine had answered at the start. The handler of the signal ends the process in order.
        if (error instanceof SettingsError) process.emit('SIGTERM');
      });
    });
  }
}
