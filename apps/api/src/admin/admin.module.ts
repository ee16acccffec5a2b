import { Module } from '@nestjs/common';
import { ContainersModule } from '../containers/containers.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { UsersModule } from '../users/users.module.js';
import { BulkContainers } from './bulk-containers.js';
import { MachineList } from './machine-list.js';
import { MachinesController } from './machines.controller.js';
import { OverviewController } from './overview.controller.js';
import { Overview } from './overview.js';
import { OwnedContainersController } from './owned-containers.controller.js';
import { OwnedContainers } from './owned-containers.js';
import { WeaknessesController } from './weaknesses.controller.js';

@Module({
  imports: [ContainersModule, JobsModule, UsersModule],
  controllers: [MachinesController, OverviewController, OwnedContainersController, WeaknessesController],
  providers: [BulkContainers, MachineList, OwnedContainers, Overview],
})
export class AdminModule {}
