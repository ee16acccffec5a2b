import { Controller, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes } from '@nestjs/swagger';
import {
  endpoints,
  FileQuery,
  type MessageResponse,
  MOST_FILE_BYTES,
  UnpackQuery,
  type UnpackResponse,
} from '@spawner/contracts';
import type { z } from 'zod';
import type { ContainerRef } from '../container-ref/container-ref.js';
import type { AuthenticatedRequest } from '../http/principal.js';
import { readBody } from '../http/raw-body.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { format, messages } from '../i18n/messages.js';
import { Audited } from './audited.interceptor.js';
import { ContainerFiles } from './container-files.js';
import { OwnContainer } from './own-container.decorator.js';

@ApiBearerAuth()
@Controller()
export class ContainerFilesController {
  constructor(private readonly files: ContainerFiles) {}

  @Serves(endpoints.putFile)
  @Audited('file_uploaded')
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async put(
    @OwnContainer() ref: ContainerRef,
    @Query({ schema: FileQuery }) { path }: z.output<typeof FileQuery>,
    @ReaderLanguage() language: Language,
    @Req() request: AuthenticatedRequest,
  ): Promise<MessageResponse> {
    await this.files.put(ref, path, await readBody(request, MOST_FILE_BYTES));
    return { message: messages(language).answers.file_stored };
  }

  @Serves(endpoints.putFiles)
  @Audited('file_uploaded')
  @ApiConsumes('application/zip')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  async putAll(
    @OwnContainer() ref: ContainerRef,
    @Query({ schema: UnpackQuery }) options: z.output<typeof UnpackQuery>,
    @ReaderLanguage() language: Language,
    @Req() request: AuthenticatedRequest,
  ): Promise<UnpackResponse> {
    const { failed, ...report } = await this.files.unpack(ref, await readBody(request, MOST_FILE_BYTES), options);
    const reasons = messages(language).notStored;
    return {
      ...report,
      failed: failed.map(({ path, reason }) => ({
        path,
        reason,
        message: format(reasons[reason], { megabytes: MOST_FILE_BYTES / 1024 ** 2 }),
      })),
    };
  }
}
