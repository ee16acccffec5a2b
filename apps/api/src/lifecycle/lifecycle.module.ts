import { Module } from '@nestjs/common';
import { ContainersModule } from '../containers/containers.module.js';
import { ImageWarmUp } from './image-warm-up.js';
import { Reconciler } from './reconciler.js';

@Module({ imports: [ContainersModule], providers: [Reconciler, ImageWarmUp] })
export class LifecycleModule {}
