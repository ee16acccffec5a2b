import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  type ApiToken as ApiTokenAnswer,
  type ApiTokensResponse,
  type CreatedApiToken,
  endpoints,
  type MessageResponse,
  NewApiToken,
} from '@spawner/contracts';
import { z } from 'zod';
import { type ClientInfo, FromClient } from '../../http/client-info.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import type { Principal } from '../../http/principal.js';
import { ReaderLanguage } from '../../http/reader-language.decorator.js';
import { Serves } from '../../http/serves.decorator.js';
import type { Language } from '../../i18n/language.js';
import { messages } from '../../i18n/messages.js';
import type { ApiToken } from './api-token.entity.js';
import { ApiTokens } from './api-tokens.js';

/** Personal API tokens. None of these endpoints has a scope, so no API token can create another one. */
@ApiBearerAuth()
@Controller()
export class ApiTokensController {
  constructor(private readonly tokens: ApiTokens) {}

  @Serves(endpoints.apiTokens)
  async list(@CurrentUser() { userId }: Principal): Promise<ApiTokensResponse> {
    return { tokens: (await this.tokens.listOf(userId)).map(tokenAnswer) };
  }

  @Serves(endpoints.createApiToken)
  async create(
    @CurrentUser() { userId }: Principal,
    @Body({ schema: NewApiToken }) wish: NewApiToken,
    @FromClient() from: ClientInfo,
  ): Promise<CreatedApiToken> {
    const { token, details } = await this.tokens.create(userId, wish, from);
    return { token, details: tokenAnswer(details) };
  }

  @Serves(endpoints.revokeApiToken)
  async revoke(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: z.uuid() }) id: string,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.tokens.revoke(userId, id, from);
    return { message: messages(language).answers.token_revoked };
  }
}

const tokenAnswer = (token: ApiToken): ApiTokenAnswer => ({
  id: token.id,
  name: token.name,
  scopes: token.scopes,
  created_at: token.createdAt.toISOString(),
  expires_at: token.expiresAt.toISOString(),
  last_used: token.lastUsedAt?.toISOString() ?? null,
  last_used_ip: token.lastUsedIp,
});
