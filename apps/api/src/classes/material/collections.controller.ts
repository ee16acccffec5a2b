import { Body, Controller, Param, Req, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  ClassId,
  CollectionId,
  type CollectionsResponse,
  endpoints,
  type MessageResponse,
  NewCollection,
  type StartedCollection,
} from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import type { AuthenticatedRequest, Principal } from '../../http/principal.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { sendFile } from '../../http/send-file.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import { leaderOf } from '../leader-of.js';
import { Collections } from './collections.js';

@ApiBearerAuth()
@Controller()
export class CollectionsController {
  constructor(private readonly list: Collections) {}

  @Serves(endpoints.collections)
  collections(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @ReaderLanguage() language: Language,
  ): Promise<CollectionsResponse> {
    return this.list.list(id, userId, language);
  }

  @Serves(endpoints.collect)
  collect(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Body({ schema: NewCollection }) wish: z.output<typeof NewCollection>,
    @FromClient() from: ClientInfo,
    @ReaderLanguage() language: Language,
  ): Promise<StartedCollection> {
    return this.list.start(leaderOf(user, from), id, wish, language);
  }

  @Serves(endpoints.collectionFile)
  async file(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('collection_id', { schema: CollectionId }) collectionId: string,
    @FromClient() from: ClientInfo,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = await this.list.file(collectionId, id, leaderOf(user, from));
    await sendFile(request, reply, { ...file, type: 'application/zip' });
  }

  @Serves(endpoints.deleteCollection)
  async delete(
    @CurrentUser() user: Principal,
    @Param('id', { schema: ClassId }) id: number,
    @Param('collection_id', { schema: CollectionId }) collectionId: string,
    @FromClient() from: ClientInfo,
    @ReaderLanguage() language: Language,
  ): Promise<MessageResponse> {
    await this.list.delete(leaderOf(user, from), id, collectionId);
    return { message: messages(language).answers.collection_deleted };
  }
}
