import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { InstallationSettings } from './installation-settings.js';
import { Setting } from './setting.entity.js';
import { SettingsController } from './settings.controller.js';
import { SettingsChanges } from './settings-changes.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Setting]), UsersModule],
  controllers: [SettingsController],
  providers: [InstallationSettings, SettingsChanges],
  exports: [InstallationSettings],
})
export class SettingsModule {}
