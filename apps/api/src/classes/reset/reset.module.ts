import { Module } from '@nestjs/common';
import { ContainersModule } from '../../containers/containers.module.js';
import { JobsModule } from '../../jobs/jobs.module.js';
import { ClassesModule } from '../classes.module.js';
import { LoginCardsModule } from '../login-cards/login-cards.module.js';
import { MaterialModule } from '../material/material.module.js';
import { ResetController } from './reset.controller.js';
import { Resets } from './resets.js';

@Module({
  imports: [ClassesModule, ContainersModule, JobsModule, LoginCardsModule, MaterialModule],
  controllers: [ResetController],
  providers: [Resets],
})
export class ResetModule {}
