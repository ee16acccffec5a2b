import { Module } from '@nestjs/common';
import { ContainersModule } from '../containers/containers.module.js';
import { UsersModule } from '../users/users.module.js';
import { Corrections } from './corrections.js';
import { IdlePolicy } from './idle-policy.js';
import { ImageWarmUp } from './image-warm-up.js';
import { LayerLimits } from './layer-limits.js';
import { Orphans } from './orphans.js';
import { OutdatedContainers } from './outdated-containers.js';
import { Reconciler } from './reconciler.js';
import { RoomMaker } from './room-maker.js';
import { StorageNotices } from './storage-notices.js';
import { TrafficUses } from './traffic-uses.js';
import { VolumeSizes } from './volume-sizes.js';
import { WakeOnRequest } from './wake-on-request.js';

@Module({
  imports: [ContainersModule, UsersModule],
  providers: [
    Reconciler,
    Corrections,
    Orphans,
    IdlePolicy,
    RoomMaker,
    TrafficUses,
    LayerLimits,
    StorageNotices,
    WakeOnRequest,
    VolumeSizes,
    ImageWarmUp,
    OutdatedContainers,
  ],
})
export class LifecycleModule {}
