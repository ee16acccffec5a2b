import { Module } from '@nestjs/common';
import { ContainersModule } from '../containers/containers.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountController } from './account.controller.js';
import { AccountExports } from './account-exports.js';

@Module({
  imports: [ContainersModule, UsersModule],
  controllers: [AccountController],
  providers: [AccountExports],
})
export class AccountModule {}
