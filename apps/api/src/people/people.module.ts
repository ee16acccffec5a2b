import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ClassesModule } from '../classes/classes.module.js';
import { ContainersModule } from '../containers/containers.module.js';
import { OpenStreams } from '../http/open-streams.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { MailQueueModule } from '../mail/queue/mail-queue.module.js';
import { Approvals } from '../registration/approvals.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { UserBlocks } from '../users/user-blocks.js';
import { UsersModule } from '../users/users.module.js';
import { BulkPeople } from './bulk-people.js';
import { Erasure } from './erasure.js';
import { LoginLinks } from './login-links.js';
import { MailAddresses } from './mail-addresses.js';
import { PeopleController } from './people.controller.js';
import { PeopleList } from './people-list.js';
import { PersonActs } from './person-acts.js';
import { PersonDetails } from './person-details.js';

@Module({
  imports: [AuthModule, ClassesModule, ContainersModule, JobsModule, MailQueueModule, RegistrationModule, UsersModule],
  controllers: [PeopleController],
  providers: [BulkPeople, Erasure, LoginLinks, MailAddresses, PeopleList, PersonActs, PersonDetails],
  exports: [Erasure],
})
export class PeopleModule {
  constructor(blocks: UserBlocks, streams: OpenStreams, approvals: Approvals, people: PeopleList) {
    approvals.onDecided = () => {
      people.forgetCounts();
    };
    // Those that were opened with an API token belong to no session that ends.
    blocks.enforced.add((ids) => {
      streams.endAllOf(ids);
      return Promise.resolve();
    });
  }
}
