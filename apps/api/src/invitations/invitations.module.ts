import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { Clock } from '../background/clock.js';
import { Loops } from '../background/loops.js';
import { MailQueueModule } from '../mail/queue/mail-queue.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { UsersModule } from '../users/users.module.js';
import { AcceptedInvitationsController } from './accepted-invitations.controller.js';
import { AcceptedInvitations } from './accepted-invitations.js';
import { ClassInvitations } from './class-invitations.js';
import { InvitationList } from './invitation-list.js';
import { InvitationMails } from './invitation-mails.js';
import { InvitationTokens } from './invitation-tokens.js';
import { InvitationsController } from './invitations.controller.js';
import { Invitations } from './invitations.js';

const HOUR_MS = 3_600_000;
const KEPT_DAYS = 30;

@Module({
  imports: [AuthModule, MailQueueModule, RegistrationModule, SigningModule, UsersModule],
  controllers: [AcceptedInvitationsController, InvitationsController],
  providers: [AcceptedInvitations, ClassInvitations, InvitationList, InvitationMails, InvitationTokens, Invitations],
  exports: [ClassInvitations],
})
export class InvitationsModule {
  constructor(loops: Loops, dataSource: DataSource, clock: Clock) {
    // They hold addresses of people who may never have come.
    loops.every(HOUR_MS, 'deleting old invitations', async () => {
      await dataSource.query(
        `DELETE FROM invitation WHERE coalesce(accepted_at, expires_at) < $1::timestamptz - make_interval(days => $2)`,
        [clock.now(), KEPT_DAYS],
      );
    });
  }
}
