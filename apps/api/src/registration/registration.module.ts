import { Module } from '@nestjs/common';
import { MailQueueModule } from '../mail/queue/mail-queue.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { UsersModule } from '../users/users.module.js';
import { ApprovalChanges } from './approval-changes.js';
import { ApprovalDigest } from './approval-digest.js';
import { ApprovalMails } from './approval-mails.js';
import { ApprovalsController } from './approvals.controller.js';
import { Approvals } from './approvals.js';
import { MailRulesController } from './mail-rules.controller.js';
import { MailRulesTrial } from './mail-rules-trial.js';
import { Newcomers } from './newcomers.js';
import { RefusedSweep } from './refused-sweep.js';
import { RegistrationPolicy } from './registration-policy.js';
import { SetupCode } from './setup-code.js';
import { StoredMailRules } from './stored-mail-rules.js';

@Module({
  imports: [MailQueueModule, SigningModule, UsersModule],
  controllers: [ApprovalsController, MailRulesController],
  providers: [
    ApprovalChanges,
    ApprovalDigest,
    ApprovalMails,
    Approvals,
    MailRulesTrial,
    Newcomers,
    RefusedSweep,
    RegistrationPolicy,
    SetupCode,
    StoredMailRules,
  ],
  exports: [ApprovalChanges, ApprovalDigest, Approvals, Newcomers, RegistrationPolicy, SetupCode],
})
export class RegistrationModule {}
