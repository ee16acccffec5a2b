import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { Loops } from '../background/loops.js';
import { ContainersModule } from '../containers/containers.module.js';
import { MailQueueModule } from '../mail/queue/mail-queue.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminVisit } from './admin-visit.entity.js';
import { AdminVisitsController } from './admin-visits.controller.js';
import { AdminVisits } from './admin-visits.js';
import { OverviewController } from './overview.controller.js';
import { Overview } from './overview.js';
import { OwnedContainersController } from './owned-containers.controller.js';
import { OwnedContainers } from './owned-containers.js';
import { WeaknessesController } from './weaknesses.controller.js';

/** A response that an admin has open may outlast the visit by this. */
const SWEEP_MS = 10_000;

@Module({
  imports: [AuthModule, ContainersModule, MailQueueModule, TypeOrmModule.forFeature([AdminVisit]), UsersModule],
  controllers: [AdminVisitsController, OverviewController, OwnedContainersController, WeaknessesController],
  providers: [AdminVisits, OwnedContainers, Overview],
})
export class AdminModule {
  constructor(loops: Loops, visits: AdminVisits) {
    loops.every(SWEEP_MS, 'ending admin visits', () => visits.sweep());
  }
}
