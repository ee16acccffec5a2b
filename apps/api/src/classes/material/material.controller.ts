import { Readable } from 'node:stream';
import { Body, Controller, Param, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes } from '@nestjs/swagger';
import {
  ClassId,
  DeliverRequest,
  endpoints,
  type JobStarted,
  type Material,
  MaterialId,
  type MaterialsResponse,
  type MessageResponse,
  NewMaterialQuery,
} from '@spawner/contracts';
import type { z } from 'zod';
import { AppError } from '../../errors/app-error.js';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import type { AuthenticatedRequest, Principal } from '../../http/principal.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { leaderOf } from '../leader-of.js';
import type { Upload } from './material-archive.js';
import { Materials } from './materials.js';

const kinds: Readonly<Record<string, Upload['kind']>> = {
  'application/zip': 'zip',
  'application/x-zip-compressed': 'zip',
  'application/x-tar': 'tar',
};

@ApiBearerAuth()
@Controller()
export class MaterialController {
  constructor(private readonly list: Materials) {}

  @Serves(endpoints.materials)
  materials(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @ReaderLanguage() language: Language,
  ): Promise<MaterialsResponse> {
    return this.list.list(id, userId, language);
  }

  /** An archive by its media type, not by its content: a document may be a ZIP as well. */
  @Serves(endpoints.addMaterial)
  @ApiConsumes('application/zip', 'application/x-tar', 'application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  add(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Query({ schema: NewMaterialQuery }) { file, ...wish }: z.output<typeof NewMaterialQuery>,
    @FromClient() from: ClientInfo,
    @ReaderLanguage() language: Language,
    @Req() { body, headers }: AuthenticatedRequest,
  ): Promise<Material> {
    // Read as JSON by the framework.
    if (body !== undefined && body !== null && !(body instanceof Readable))
      throw new AppError('unsupported_media_type');
    const kind = kinds[headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''] ?? 'file';
    return this.list.add(
      leaderOf(user, from),
      id,
      { ...wish, kind, fileName: file ?? wish.name },
      body ?? Readable.from([]),
      language,
    );
  }

  @Serves(endpoints.deleteMaterial)
  async delete(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('material_id', { schema: MaterialId }) materialId: number,
    @FromClient() from: ClientInfo,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.list.delete(leaderOf(user, from), id, materialId);
    return { message: messages(language).answers.material_deleted };
  }

  @Serves(endpoints.deliverMaterial)
  async deliver(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('material_id', { schema: MaterialId }) materialId: number,
    @Body({ schema: DeliverRequest }) wish: z.output<typeof DeliverRequest>,
    @FromClient() from: ClientInfo,
  ): Promise<JobStarted> {
    return { job_id: await this.list.deliver(leaderOf(user, from), id, materialId, wish) };
  }
}
