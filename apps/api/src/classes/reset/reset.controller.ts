import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { ClassId, endpoints, ResetRequest, type StartedReset } from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import type { Principal } from '../../http/principal.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { leaderOf } from '../leader-of.js';
import { Resets } from './resets.js';

@ApiBearerAuth()
@Controller()
export class ResetController {
  constructor(private readonly resets: Resets) {}

  @Serves(endpoints.resetClass)
  reset(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: ResetRequest }) wish: z.output<typeof ResetRequest>,
    @FromClient() from: ClientInfo,
    @ReaderLanguage() language: Language,
  ): Promise<StartedReset> {
    return this.resets.start(leaderOf(user, from), id, wish, language);
  }
}
