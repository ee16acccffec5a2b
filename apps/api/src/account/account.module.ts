import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { PeopleModule } from '../people/people.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountController } from './account.controller.js';
import { AccountExports } from './account-exports.js';
import { OwnDeletions } from './own-deletions.js';

@Module({
  imports: [AuthModule, ContainersModule, PeopleModule, SettingsModule, UsersModule],
  controllers: [AccountController],
  providers: [AccountExports, OwnDeletions],
})
export class AccountModule {}
