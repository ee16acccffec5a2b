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
import type { AuditFacts } from '../audit/audit-event.entity.js';
import { AuditTrail } from '../audit/audit-trail.js';
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
    private readonly audit: AuditTrail,
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
  async put(
    @Body({ schema: NewLimitRule }) rule: z.output<typeof NewLimitRule>,
    @CurrentUser() { userId }: Principal,
    @FromClient() { ip }: ClientInfo,
  ): Promise<LimitRule> {
    const saved = await this.rules.put(rule, userId);
    const { scope, role, value, until, person } = saved;
    await this.record(userId, ip, saved.kind, { scope, role, value, until }, person?.id);
    return saved;
  }

  @Serves(endpoints.deleteLimitRule)
  async delete(
    @Param('id', { schema: RowIdText }) id: number,
    @ReaderLanguage() language: Language,
    @CurrentUser() { userId }: Principal,
    @FromClient() { ip }: ClientInfo,
  ): Promise<MessageResponse> {
    const kind = await this.rules.delete(id);
    await this.record(userId, ip, kind, { deleted: id });
    return { message: messages(language).answers.limit_rule_deleted };
  }

  private record(
    actor: number,
    from: string | null,
    subject: string,
    facts: AuditFacts,
    about: number | null = null,
  ): Promise<void> {
    return this.audit.record({ action: 'limit_changed', actor, about, subject, from, facts });
  }
}
