import { Body, Controller, Param } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  type CreatedShareLink,
  endpoints,
  type MessageResponse,
  NewShareLink,
  type ShareLink as ShareLinkAnswer,
  type ShareLinksResponse,
} from '@spawner/contracts';
import { z } from 'zod';
import { Settings } from '../config/settings.js';
import type { ContainerKey } from '../container-ref/container-ref.js';
import { AppError } from '../errors/app-error.js';
import { Gateway } from '../gateway/gateway.js';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import type { ShareLink } from './share-link.entity.js';
import { SHARE_PATH } from './share-link-entry.js';
import { ShareLinks } from './share-links.service.js';

/** The share links of a user's own services. */
@ApiBearerAuth()
@Controller()
export class SharesController {
  constructor(
    private readonly links: ShareLinks,
    private readonly catalogue: TemplateCatalogue,
    private readonly gateway: Gateway,
    private readonly settings: Settings,
  ) {}

  @Serves(endpoints.shareLinks)
  async list(@CurrentUser() user: Principal, @Param('type') type: string): Promise<ShareLinksResponse> {
    return { links: (await this.links.listOf(this.keyOf(user, type))).map(linkAnswer) };
  }

  @Serves(endpoints.createShareLink)
  async create(
    @CurrentUser() user: Principal,
    @Param('type') type: string,
    @Body({ schema: NewShareLink }) options: z.output<typeof NewShareLink>,
    @FromClient() from: ClientInfo,
  ): Promise<CreatedShareLink> {
    const { secret, details } = await this.links.create(this.keyOf(user, type), options, from);
    return { url: `${this.gateway.urlOf({ ...user, type })}${SHARE_PATH}#${secret}`, details: linkAnswer(details) };
  }

  @Serves(endpoints.endShareLink)
  async end(
    @CurrentUser() user: Principal,
    @Param('type') type: string,
    @Param('id', { schema: z.uuid() }) id: string,
    @ReaderLanguage() language: Language,
    @FromClient() from: ClientInfo,
  ): Promise<MessageResponse> {
    await this.links.end(this.keyOf(user, type), id, from);
    return { message: messages(language).answers.share_ended };
  }

  /** Links need a host for each service: on a shared origin the page would act with the rights of the user who opens it. */
  private keyOf({ userId }: Principal, type: string): ContainerKey {
    this.catalogue.get(type);
    if (this.settings.addresses.routing !== 'subdomain') throw new AppError('own_origin_needed');
    return { userId, type };
  }
}

const linkAnswer = (link: ShareLink): ShareLinkAnswer => ({
  id: link.id,
  label: link.label,
  created_at: link.createdAt.toISOString(),
  expires_at: link.expiresAt.toISOString(),
  last_used_at: link.lastUsedAt?.toISOString() ?? null,
});
