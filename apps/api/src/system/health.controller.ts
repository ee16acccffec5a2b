import { Controller } from '@nestjs/common';
import { endpoints, type Liveness, type Readiness } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AppError } from '../errors/app-error.js';
import { Public } from '../http/public.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import { ContainerRuntime } from '../runtime/container-runtime.js';

@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly database: DataSource,
    private readonly runtime: ContainerRuntime,
  ) {}

  @Serves(endpoints.live)
  live(): Liveness {
    return { status: 'ok' };
  }

  /** Without the database Spawner cannot work; without the runtime it can do everything but launch. */
  @Serves(endpoints.ready)
  async ready(): Promise<Readiness> {
    const [database, runtime] = await Promise.allSettled([this.database.query('SELECT 1'), this.runtime.ping()]);
    if (database.status === 'rejected') throw new AppError('database_unavailable', {}, { cause: database.reason });
    return {
      status: runtime.status === 'fulfilled' ? 'ok' : 'degraded',
      runtime: runtime.status === 'fulfilled' ? 'up' : 'down',
    };
  }
}
