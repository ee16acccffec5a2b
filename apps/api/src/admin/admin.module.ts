import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { MailDeliveryModule } from '../mail/mail-delivery.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminVisit } from './admin-visit.entity.js';
import { AdminVisitsController } from './admin-visits.controller.js';
import { AdminVisits } from './admin-visits.js';
import { AdminVisitsSweep } from './admin-visits.sweep.js';
import { AuditController } from './audit.controller.js';

@Module({
  imports: [AuthModule, ContainersModule, MailDeliveryModule, TypeOrmModule.forFeature([AdminVisit]), UsersModule],
  controllers: [AdminVisitsController, AuditController],
  providers: [AdminVisits, AdminVisitsSweep],
})
export class AdminModule {}
