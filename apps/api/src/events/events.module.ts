import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ClassesModule } from '../classes/classes.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { ApprovalEventsController } from './approval-events.controller.js';
import { EventsController } from './events.controller.js';

@Module({
  imports: [ClassesModule, ContainersModule, AuthModule, JobsModule, RegistrationModule],
  controllers: [ApprovalEventsController, EventsController],
})
export class EventsModule {}
