import { Controller, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes } from '@nestjs/swagger';
import { ClassId, endpoints, ImportQuery, type ImportReport, MOST_IMPORT_BYTES } from '@spawner/contracts';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { DashboardOrigin } from '../../http/dashboard-origin.js';
import type { AuthenticatedRequest } from '../../http/principal.js';
import { readBody } from '../../http/raw-body.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { ClassRights } from '../class-rights.js';
import { ClassImport } from './class-import.js';

@ApiBearerAuth()
@Controller()
export class ImportController {
  constructor(
    private readonly imports: ClassImport,
    private readonly rights: ClassRights,
  ) {}

  @Serves(endpoints.importMembers)
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async import(
    @Param('id', { schema: ClassId }) id: number,
    @Query({ schema: ImportQuery }) { dry_run: isTrial }: z.output<typeof ImportQuery>,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
    @FromClient() { ip: from }: ClientInfo,
    @Req() request: AuthenticatedRequest,
  ): Promise<ImportReport> {
    const { userId: actor } = request.user;
    // Before the file: nobody reads a megabyte from somebody who leads no such class.
    await this.rights.led(id, actor);
    const file = await readBody(request, MOST_IMPORT_BYTES);
    return isTrial
      ? this.imports.preview(id, actor, file)
      : this.imports.apply(id, { actor, from, dashboard }, language, file);
  }
}
