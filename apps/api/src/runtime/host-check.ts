import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { unlessAborted } from '../background/unless-aborted.js';
import { AppError } from '../errors/app-error.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
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
  }

  /** Spawner starts without an engine, and RuntimeHealth warns of it. */
  private checkWhenBack(): void {
    const stop = this.health.onChange(() => {
      if (this.health.awaySince) return;
      stop();
      this.check().catch((error: unknown) => {
        this.logger.error((error as Error).message);
      });
    });
  }
}
