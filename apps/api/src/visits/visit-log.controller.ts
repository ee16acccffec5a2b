import { Controller, Param, Query } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  ClassId,
  endpoints,
  OwnVisitsQuery,
  type OwnVisitsResponse,
  VisitsQuery,
  type VisitsResponse,
} from '@spawner/contracts';
import type { z } from 'zod';
import { ClassRights } from '../classes/class-rights.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { Serves } from '../http/serves.decorator.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { VisitLog } from './visit-log.js';

/** Visits for admins to oversee, for teachers those of their classes, and for each owner those to their own services. */
@ApiBearerAuth()
@Controller()
export class VisitLogController {
  constructor(
    private readonly log: VisitLog,
    private readonly rights: ClassRights,
    private readonly catalogue: TemplateCatalogue,
  ) {}

  @Serves(endpoints.visits)
  all(@Query({ schema: VisitsQuery }) query: z.output<typeof VisitsQuery>): Promise<VisitsResponse> {
    return this.log.page(query);
  }

  @Serves(endpoints.classVisits)
  async ofClass(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Query({ schema: VisitsQuery }) query: z.output<typeof VisitsQuery>,
  ): Promise<VisitsResponse> {
    await this.rights.led(id, userId);
    return this.log.page(query, id);
  }

  @Serves(endpoints.ownVisits)
  async own(
    @CurrentUser() { userId }: Principal,
    @Query({ schema: OwnVisitsQuery }) query: z.output<typeof OwnVisitsQuery>,
  ): Promise<OwnVisitsResponse> {
    const page = await this.log.page({ ...query, sort: '-at', owner: userId });
    const names = new Map(this.catalogue.all().map(({ type, displayName }) => [type, displayName]));
    return {
      ...page,
      items: page.items.map(({ id, visitor, as, type, at, ended_at, reason }) => ({
        id,
        by: visitor.name,
        as,
        type,
        // A template may have been taken away since.
        display_name: names.get(type) ?? type,
        at,
        ended_at,
        reason,
      })),
    };
  }
}
