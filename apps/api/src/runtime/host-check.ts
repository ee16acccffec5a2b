import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PinoLogger } from 'nestjs-pino';
import { DataSource } from 'typeorm';
import { AppError } from '../errors/app-error.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { ContainerRuntime } from './container-runtime.js';

/** Looks at the host once at the start, so that an operator hears of what is missing before a class does. */
@Injectable()
export class HostCheck implements OnApplicationBootstrap {
  constructor(
    private readonly runtime: ContainerRuntime,
    private readonly catalogue: TemplateCatalogue,
    private readonly source: DataSource,
    // Nest's own says nothing before the application listens.
    private readonly logger: PinoLogger,
  ) {
    logger.setContext(HostCheck.name);
  }

  async onApplicationBootstrap(): Promise<void> {
    const [row] = await this.source.query<{ count: string }[]>('SELECT count(*) FROM users');
    try {
      const warnings = await this.runtime.checkHost(this.catalogue.all(), Number(row?.count ?? 0));
      for (const warning of warnings) this.logger.warn(warning);
    } catch (error) {
      // Spawner starts without an engine, and RuntimeHealth says so.
      if (!(error instanceof AppError)) throw error;
      this.logger.warn(`the host could not be checked: ${error.message}`);
    }
  }
}
