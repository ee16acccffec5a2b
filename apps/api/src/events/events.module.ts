import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { EventsController } from './events.controller.js';

@Module({ imports: [ContainersModule, AuthModule, JobsModule], controllers: [EventsController] })
export class EventsModule {}
