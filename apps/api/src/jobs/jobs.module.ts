import { Module } from '@nestjs/common';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import { UsersModule } from '../users/users.module.js';
import { JobChanges } from './job-changes.js';
import { JobEvents } from './job-events.js';
import { JobKinds } from './job-kinds.js';
import { JobQueue } from './job-queue.js';
import { JobReports } from './job-reports.js';
import { JobWorker } from './job-worker.js';
import { JobsController } from './jobs.controller.js';
import { Jobs } from './jobs.js';

const HOUR_MS = 3_600_000;
const KEPT_MS = 30 * 24 * HOUR_MS;

@Module({
  imports: [UsersModule],
  controllers: [JobsController],
  providers: [Jobs, JobKinds, JobQueue, JobReports, JobChanges, JobEvents, JobWorker],
  exports: [Jobs, JobChanges, JobEvents, JobQueue, JobReports],
})
export class JobsModule {
  constructor(loops: Loops, jobs: Jobs, clock: Clock) {
    loops.every(HOUR_MS, 'deleting old jobs', () => jobs.forget(new Date(clock.now().getTime() - KEPT_MS)));
  }
}
