import { Module } from '@nestjs/common';
import { AuthModule } from '../../auth/auth.module.js';
import { ContainersModule } from '../../containers/containers.module.js';
import { UsersModule } from '../../users/users.module.js';
import { ClassesModule } from '../classes.module.js';
import { LessonModule } from '../lesson/lesson.module.js';
import { LiveController } from './live.controller.js';
import { LivePeople } from './live-people.js';
import { LiveViews } from './live-views.js';

@Module({
  imports: [AuthModule, ClassesModule, ContainersModule, LessonModule, UsersModule],
  controllers: [LiveController],
  providers: [LivePeople, LiveViews],
})
export class LiveModule {}
