import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { Admission } from './admission/admission.js';
import { CapacityController } from './admission/capacity.controller.js';
import { Capacity } from './admission/capacity.js';
import { ContainerActs } from './container-acts.js';
import { ContainerChanges } from './container-changes.js';
import { ContainerFilesController } from './container-files.controller.js';
import { ContainerFiles } from './container-files.js';
import { ContainerLogsController } from './container-logs.controller.js';
import { ContainerLogs } from './container-logs.js';
import { ContainersController } from './containers.controller.js';
import { ContainersService } from './containers.service.js';
import { BeforeStart } from './launch/before-start.js';
import { ImagePreparation } from './launch/image-preparation.js';
import { LaunchProgressStore } from './launch/launch-progress-store.js';
import { RecentLaunches } from './launch/launch-times.js';
import { Launcher } from './launch/launcher.js';
import { BulkOperations } from './operations/bulk-operations.js';
import { ContainerLocks } from './operations/container-locks.js';
import { HeadStart } from './operations/head-start.js';
import { OperationSchedule } from './operations/schedule.js';
import { OperationSteps } from './operations/steps.js';
import { OwnerContainers } from './owner-containers.js';
import { StorageLimits } from './storage-limits.js';
import { StoredSizes } from './stored-sizes.js';
import { UserContainer } from './user-container.entity.js';
import { UserContainerRepository } from './user-container.repository.js';
import { Verification } from './verification.js';
import { VolumeArchives } from './volume-archives.js';

@Module({
  imports: [TypeOrmModule.forFeature([UserContainer]), UsersModule],
  controllers: [CapacityController, ContainersController, ContainerLogsController, ContainerFilesController],
  providers: [
    Admission,
    BeforeStart,
    Capacity,
    ContainerActs,
    ContainerChanges,
    ContainerLocks,
    ContainerLogs,
    ContainerFiles,
    ContainersService,
    HeadStart,
    ImagePreparation,
    LaunchProgressStore,
    Launcher,
    RecentLaunches,
    BulkOperations,
    OperationSchedule,
    OperationSteps,
    StorageLimits,
    OwnerContainers,
    StoredSizes,
    UserContainerRepository,
    Verification,
    VolumeArchives,
  ],
  exports: [
    BeforeStart,
    Capacity,
    Admission,
    ContainerActs,
    ContainerChanges,
    ContainersService,
    ImagePreparation,
    Launcher,
    LaunchProgressStore,
    BulkOperations,
    OperationSchedule,
    OwnerContainers,
    StorageLimits,
    RecentLaunches,
    StoredSizes,
    UserContainerRepository,
    Verification,
    VolumeArchives,
  ],
})
export class ContainersModule {}
