import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { readInstallation } from '../database/installation.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { chooseRuntime } from './choose-runtime.js';
import { ContainerRuntime } from './container-runtime.js';
import { HostCheck } from './host-check.js';
import { RuntimeHealth } from './runtime-health.js';

@Global()
@Module({
  imports: [TemplatesModule],
  providers: [
    {
      provide: ContainerRuntime,
      inject: [Settings, DataSource, TemplateCatalogue],
      useFactory: async (settings: Settings, source: DataSource, catalogue: TemplateCatalogue) =>
        chooseRuntime({
          settings,
          installation: await readInstallation(source),
          templates: (type) => catalogue.get(type),
        }),
    },
    RuntimeHealth,
    HostCheck,
  ],
  exports: [ContainerRuntime, RuntimeHealth],
})
export class RuntimeModule implements OnApplicationShutdown {
  constructor(@Inject(ContainerRuntime) private readonly runtime: ContainerRuntime) {}

  async onApplicationShutdown(): Promise<void> {
    await this.runtime.close();
  }
}
