import { Module } from '@nestjs/common';
import { ContainersModule } from '../containers/containers.module.js';
import { UsersModule } from '../users/users.module.js';
import { IdlePolicy } from './idle-policy.js';
import { ImageWarmUp } from './image-warm-up.js';
import { KeptFolders } from './volume-sizes.js';
import { Reconciler } from './reconciler.js';
import { Strays } from './orphans.js';
import { WakeUp } from './wake-on-request.js';

@Module({
  imports: [ContainersModule, UsersModule],
  providers: [Reconciler, Strays, IdlePolicy, WakeUp, KeptFolders, ImageWarmUp],
})
export class LifecycleModule {}
