import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { AuditController } from './audit.controller.js';
import { WeaknessesController } from './weaknesses.controller.js';

@Module({
  imports: [UsersModule],
  controllers: [AuditController, WeaknessesController],
})
export class AdminModule {}
