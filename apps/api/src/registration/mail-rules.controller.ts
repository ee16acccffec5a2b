import { Body, Controller } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  endpoints,
  type MailRulesEffect,
  MailRulesTrial as TrialBody,
  NewMailRules,
  type StoredMailRules as Stored,
} from '@spawner/contracts';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { Serves } from '../http/serves.decorator.js';
import { MailRulesTrial } from './mail-rules-trial.js';
import { StoredMailRules } from './stored-mail-rules.js';

@ApiBearerAuth()
@Controller()
export class MailRulesController {
  constructor(
    private readonly rules: StoredMailRules,
    private readonly trial: MailRulesTrial,
  ) {}

  @Serves(endpoints.mailRules)
  read(): Promise<Stored> {
    return this.rules.read();
  }

  @Serves(endpoints.saveMailRules)
  save(
    @Body({ schema: NewMailRules }) { rules, version }: NewMailRules,
    @CurrentUser() { userId }: Principal,
    @FromClient() { ip }: ClientInfo,
  ): Promise<Stored> {
    return this.rules.replace(rules, version, userId, ip);
  }

  @Serves(endpoints.tryMailRules)
  try(@Body({ schema: TrialBody }) trial: TrialBody): Promise<MailRulesEffect> {
    return this.trial.run(trial);
  }
}
