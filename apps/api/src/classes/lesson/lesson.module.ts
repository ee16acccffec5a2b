import { Module } from '@nestjs/common';
import { ContainersModule } from '../../containers/containers.module.js';
import { JobsModule } from '../../jobs/jobs.module.js';
import { UsersModule } from '../../users/users.module.js';
import { ClassCardsController } from '../cards/class-cards.controller.js';
import { ClassCards } from '../cards/class-cards.js';
import { StartEstimates } from '../cards/start-estimates.js';
import { ClassesModule } from '../classes.module.js';
import { ClassMessagesController } from './class-messages.controller.js';
import { ClassMessages } from './class-messages.js';
import { HelpCallsController } from './help-calls.controller.js';
import { HelpCalls } from './help-calls.js';
import { LessonController } from './lesson.controller.js';
import { LessonEnds } from './lesson-ends.js';
import { Lessons } from './lessons.js';
import { WaitingPageMessages } from './waiting-page-messages.js';

@Module({
  imports: [ClassesModule, ContainersModule, JobsModule, UsersModule],
  controllers: [ClassCardsController, ClassMessagesController, HelpCallsController, LessonController],
  providers: [ClassCards, ClassMessages, HelpCalls, LessonEnds, Lessons, StartEstimates, WaitingPageMessages],
  exports: [Lessons],
})
export class LessonModule {}
