import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { Loops } from '../background/loops.js';
import { MailDeliveryModule } from '../mail/mail-delivery.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminVisitsController } from './admin-visits.controller.js';
import { AdminVisits } from './admin-visits.service.js';
import { AuditController } from './audit.controller.js';

/** A response that an admin has open may outlast the visit by this. */
const SWEEP_MS = 10_000;

@Module({
  imports: [AuthModule, MailDeliveryModule, UsersModule],
  controllers: [AdminVisitsController, AuditController],
  providers: [AdminVisits],
})
export class AdminModule {
  constructor(loops: Loops, visits: AdminVisits) {
    loops.every(SWEEP_MS, 'ending admin visits', () => visits.sweep());
  }
}
