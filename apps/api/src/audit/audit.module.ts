import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { AuditController } from './audit.controller.js';
import { AuditSweep } from './audit.sweep.js';
import { AuditEvent } from './audit-event.entity.js';
import { AuditLog } from './audit-log.js';
import { AuditTrail } from './audit-trail.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuditEvent]), UsersModule],
  controllers: [AuditController],
  providers: [AuditTrail, AuditLog, AuditSweep],
  exports: [AuditTrail],
})
export class AuditModule {}
