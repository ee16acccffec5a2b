import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  endpoints,
  type LimitRehearsal,
  LimitRehearsalQuery,
  type LimitRule,
  type LimitRules as LimitRulesResponse,
  type LimitsOfPerson,
  type MessageResponse,
  NewLimitRule,
  type OwnLimits,
  RowIdText,
} from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { LimitRules } from './limit-rules.js';
import { Limits } from './limits.js';

@ApiBearerAuth()
@Controller()
export class LimitsController {
  constructor(
    private readonly limits: Limits,
    private readonly rules: LimitRules,
  ) {}

  @Serves(endpoints.ownLimits)
  async own(@CurrentUser() { userId }: Principal): Promise<OwnLimits> {
    return { limits: await this.limits.effective(userId) };
  }

  @Serves(endpoints.limitsOfPerson)
  async ofPerson(@Param('id', { schema: RowIdText }) id: number): Promise<LimitsOfPerson> {
    return { limits: await this.limits.ofPerson(id) };
  }

  @Serves(endpoints.limitRules)
  async list(): Promise<LimitRulesResponse> {
    return { rules: await this.rules.all() };
  }

  @Serves(endpoints.rehearseLimitRule)
  rehearse(
    @Query({ schema: LimitRehearsalQuery }) rule: z.output<typeof LimitRehearsalQuery>,
  ): Promise<LimitRehearsal> {
    return this.rules.rehearse(rule);
  }

  @Serves(endpoints.putLimitRule)
  put(
    @Body({ schema: NewLimitRule }) rule: z.output<typeof NewLimitRule>,
    @CurrentUser() { userId }: Principal,
    @FromClient() { ip }: ClientInfo,
  ): Promise<LimitRule> {
    return this.rules.put(rule, { actor: userId, from: ip });
  }

  @Serves(endpoints.deleteLimitRule)
  async delete(
    @Param('id', { schema: RowIdText }) id: number,
    @ReaderLanguage() language: Language,
    @CurrentUser() { userId }: Principal,
    @FromClient() { ip }: ClientInfo,
  ): Promise<MessageResponse> {
    await this.rules.delete(id, { actor: userId, from: ip });
    return { message: messages(language).answers.limit_rule_deleted };
  }
}
