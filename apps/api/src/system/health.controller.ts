import { Controller } from '@nestjs/common';
import { endpoints, type Liveness, type Readiness } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AppError } from '../errors/app-error.js';
import { Public } from '../http/public.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import { RuntimeHealth } from '../runtime/runtime-health.js';

@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly database: DataSource,
    private readonly runtime: RuntimeHealth,
  ) {}

  @Serves(endpoints.live)
  live(): Liveness {
    return { status: 'ok' };
  }

  /** Without the database Spawner cannot work; without the runtime it can do everything but launch. */
  @Serves(endpoints.ready)
  async ready(): Promise<Readiness> {
    try {
      await this.database.query('SELECT 1');
    } catch (error) {
      throw new AppError('database_unavailable', {}, { cause: error });
    }
    return this.runtime.awaySince ? { status: 'degraded', runtime: 'down' } : { status: 'ok', runtime: 'up' };
  }
}
