import { type DynamicModule, Module } from '@nestjs/common';
import { AccountModule } from './account/account.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AuditLogModule } from './audit-log/audit-log.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BackgroundModule } from './background/background.module.js';
import { ClassesModule } from './classes/classes.module.js';
import { JoinModule } from './classes/join/join.module.js';
import { LessonModule } from './classes/lesson/lesson.module.js';
import { LiveModule } from './classes/live/live.module.js';
import { LoginCardsModule } from './classes/login-cards/login-cards.module.js';
import { MaterialModule } from './classes/material/material.module.js';
import { ResetModule } from './classes/reset/reset.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { ContainersModule } from './containers/containers.module.js';
import type { DatabaseAddress } from './database/data-source.js';
import { DatabaseModule } from './database/database.module.js';
import { EventsModule } from './events/events.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { OpenStreamsModule } from './http/open-streams.module.js';
import { InvitationsModule } from './invitations/invitations.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { MailModule } from './mail/mail.module.js';
import { PeopleModule } from './people/people.module.js';
import { RuntimeModule } from './runtime/runtime.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { SharesModule } from './shares/shares.module.js';
import { HealthModule } from './system/health.module.js';
import { InfoModule } from './system/info.module.js';
import { TemplatesModule } from './templates/templates.module.js';
import { UsersModule } from './users/users.module.js';
import { VisitsModule } from './visits/visits.module.js';

@Module({})
export class AppModule {
  static with(settings: Settings, database: DatabaseAddress): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings),
        LoggingModule,
        BackgroundModule,
        OpenStreamsModule,
        DatabaseModule.at(database),
        MailModule.with(settings),
        UsersModule,
        SettingsModule,
        JobsModule,
        AuthModule,
        TemplatesModule,
        RuntimeModule,
        GatewayModule,
        ContainersModule,
        SharesModule,
        AccountModule,
        VisitsModule,
        AdminModule,
        AuditLogModule,
        InvitationsModule,
        PeopleModule,
        ClassesModule,
        MaterialModule,
        ResetModule,
        LoginCardsModule,
        JoinModule,
        LessonModule,
        LiveModule,
        LimitsModule,
        EventsModule,
        LifecycleModule,
        HealthModule,
        InfoModule,
      ],
    };
  }
}
