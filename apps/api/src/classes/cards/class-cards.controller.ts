import { Body, Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  ClassAct,
  ClassCards as Wish,
  ClassId,
  endpoints,
  type JobStarted,
  type StartEstimate,
  StartEstimateQuery,
} from '@spawner/contracts';
import type { z } from 'zod';
import { AppError } from '../../errors/app-error.js';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import type { Principal } from '../../http/principal.js';
import { Serves } from '../../http/serves.decorator.js';
import { ClassRights } from '../class-rights.js';
import { leaderOf } from '../leader-of.js';
import { ClassCards } from './class-cards.js';
import { StartEstimates } from './start-estimates.js';

@ApiBearerAuth()
@Controller()
export class ClassCardsController {
  constructor(
    private readonly cards: ClassCards,
    private readonly estimates: StartEstimates,
    private readonly rights: ClassRights,
  ) {}

  @Serves(endpoints.startEstimate)
  async estimate(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Query({ schema: StartEstimateQuery }) { type }: z.output<typeof StartEstimateQuery>,
  ): Promise<StartEstimate> {
    await this.rights.led(id, userId);
    return this.estimates.of(id, type);
  }

  @Serves(endpoints.classCards)
  async act(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('act') act: string,
    @Body({ schema: Wish }) wish: z.output<typeof Wish>,
    @FromClient() from: ClientInfo,
  ): Promise<JobStarted> {
    // What there is not, is not told to somebody who does not lead the class either.
    const known = ClassAct.safeParse(act).data;
    if (!known) throw new AppError('not_found');
    return { job_id: await this.cards.start(leaderOf(user, from), id, known, wish) };
  }
}
