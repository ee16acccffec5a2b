import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { InvitationsModule } from '../invitations/invitations.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { UsersModule } from '../users/users.module.js';
import { ClassAccounts } from './class-accounts.js';
import { ClassActs } from './class-acts.js';
import { ClassChanges } from './class-changes.js';
import { ClassInvitationsController } from './class-invitations.controller.js';
import { ClassJobsController } from './class-jobs.controller.js';
import { ClassList } from './class-list.js';
import { ClassPeople } from './class-people.js';
import { ClassRights } from './class-rights.js';
import { ClassesController } from './classes.controller.js';
import { ClassImport } from './import/class-import.js';
import { ImportController } from './import/import.controller.js';
import { MemberActs } from './member-acts.js';
import { MemberList } from './member-list.js';
import { MembersController } from './members.controller.js';
import { OwnClassEvents } from './own-class-events.js';
import { OwnClasses } from './own-classes.js';

@Module({
  imports: [AuthModule, ContainersModule, InvitationsModule, JobsModule, UsersModule],
  controllers: [
    ClassesController,
    ClassInvitationsController,
    ClassJobsController,
    ImportController,
    MembersController,
  ],
  providers: [
    ClassAccounts,
    ClassActs,
    ClassChanges,
    ClassImport,
    ClassList,
    ClassPeople,
    ClassRights,
    MemberActs,
    MemberList,
    OwnClassEvents,
    OwnClasses,
  ],
  exports: [ClassChanges, ClassList, ClassPeople, ClassRights, MemberActs, MemberList, OwnClassEvents, OwnClasses],
})
export class ClassesModule {}
