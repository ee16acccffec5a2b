import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../config/settings.js';
import { readInstallation } from '../database/installation.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { TemplatesModule } from '../templates/templates.module.js';
import { chooseRuntime } from './choose-runtime.js';
import { ContainerRuntime } from './container-runtime.js';
import { HostCheck } from './host-check.js';
import { HostProbe } from './host-probe.js';
import { ImageStore } from './image-store.js';
import { Machines } from './machines.js';
import { Runtime } from './runtime.js';
import { RuntimeHealth } from './runtime-health.js';
import { VolumeStore } from './volume-store.js';

@Global()
@Module({
  imports: [TemplatesModule],
  providers: [
    {
      provide: Runtime,
      inject: [Settings, DataSource, TemplateCatalogue],
      useFactory: async (settings: Settings, source: DataSource, catalogue: TemplateCatalogue) =>
        chooseRuntime({
          settings,
          installation: await readInstallation(source),
          templates: (type) => catalogue.get(type),
        }),
    },
    { provide: ContainerRuntime, inject: [Runtime], useFactory: ({ containers }: Runtime) => containers },
    { provide: ImageStore, inject: [Runtime], useFactory: ({ images }: Runtime) => images },
    { provide: VolumeStore, inject: [Runtime], useFactory: ({ volumes }: Runtime) => volumes },
    { provide: HostProbe, inject: [Runtime], useFactory: ({ host }: Runtime) => host },
    RuntimeHealth,
    HostCheck,
    Machines,
  ],
  exports: [ContainerRuntime, HostProbe, ImageStore, Machines, VolumeStore, RuntimeHealth],
})
export class RuntimeModule implements OnApplicationShutdown {
  constructor(@Inject(ContainerRuntime) private readonly runtime: ContainerRuntime) {}

  async onApplicationShutdown(): Promise<void> {
    await this.runtime.close();
  }
}
