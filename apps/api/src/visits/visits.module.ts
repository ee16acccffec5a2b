import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { Loops } from '../background/loops.js';
import { ClassesModule } from '../classes/classes.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { MailQueueModule } from '../mail/queue/mail-queue.module.js';
import { UsersModule } from '../users/users.module.js';
import { Visit } from './visit.entity.js';
import { VisitLogController } from './visit-log.controller.js';
import { VisitLog } from './visit-log.js';
import { VisitRights } from './visit-rights.js';
import { VisitsController } from './visits.controller.js';
import { Visits } from './visits.js';

/** A response that a visitor has open may outlast the visit by this. */
const SWEEP_MS = 10_000;
const HOUR_MS = 3_600_000;

@Module({
  imports: [
    AuthModule,
    ClassesModule,
    ContainersModule,
    MailQueueModule,
    TypeOrmModule.forFeature([Visit]),
    UsersModule,
  ],
  controllers: [VisitsController, VisitLogController],
  providers: [Visits, VisitLog, VisitRights],
})
export class VisitsModule {
  constructor(loops: Loops, visits: Visits) {
    loops.every(SWEEP_MS, 'ending visits', () => visits.sweep());
    loops.every(HOUR_MS, 'deleting old visits', () => visits.forget());
  }
}
