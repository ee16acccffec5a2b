import { Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { InfoController } from './info.controller.js';
import { Version } from './version.js';

@Module({
  imports: [RegistrationModule],
  controllers: [InfoController],
  providers: [{ provide: Version, inject: [Settings], useFactory: (settings: Settings) => Version.of(settings) }],
})
export class InfoModule {}
