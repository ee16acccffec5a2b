import { Body, Controller, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  endpoints,
  ExportFilesQuery,
  type MessageResponse,
  OwnAccountChange,
  type OwnDeletion,
  type User,
} from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { AuditTrail } from '../audit/audit-trail.js';
import { SessionCookies } from '../auth/sessions/session-cookies.js';
import { VolumeArchives } from '../containers/volume-archives.js';
import { AppError } from '../errors/app-error.js';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import { zipFile } from '../http/zip-file.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { userAnswer } from '../users/user.answer.js';
import { UsersService } from '../users/users.service.js';
import { AccountExports } from './account-exports.js';
import { OwnDeletions } from './own-deletions.js';

/** What people change about their own account, and take with them. */
@ApiBearerAuth()
@Controller()
export class AccountController {
  constructor(
    private readonly users: UsersService,
    private readonly exports: AccountExports,
    private readonly deletions: OwnDeletions,
    private readonly cookies: SessionCookies,
    private readonly archives: VolumeArchives,
    private readonly audit: AuditTrail,
  ) {}

  @Serves(endpoints.changeMe)
  async change(
    @CurrentUser() { userId, classId }: Principal,
    @Body({ schema: OwnAccountChange }) { display_name: displayName, language }: z.output<typeof OwnAccountChange>,
    @FromClient() { ip }: ClientInfo,
  ): Promise<User> {
    // It is the name on the card and in the lists of the class.
    if (classId !== null && displayName !== undefined) throw new AppError('not_for_class_accounts');
    const user = await this.users.change(userId, {
      ...(displayName !== undefined && { displayName }),
      ...(language !== undefined && { language }),
    });
    await this.audit.record({ action: 'account_changed', actor: userId, from: ip });
    return userAnswer(user);
  }

  @Serves(endpoints.ownDeletion)
  deletion(@CurrentUser() user: Principal): Promise<OwnDeletion> {
    return this.deletions.prospect(user);
  }

  @Serves(endpoints.deleteMe)
  async delete(
    @CurrentUser() user: Principal,
    @FromClient() { ip }: ClientInfo,
    @ReaderLanguage() language: Language,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageResponse> {
    await this.deletions.delete(user, ip);
    this.cookies.clear(reply);
    return { message: messages(language).answers.account_deleted };
  }

  @Serves(endpoints.accountExport)
  async export(@CurrentUser() { userId, slug }: Principal, @FromClient() { ip }: ClientInfo): Promise<StreamableFile> {
    await this.audit.record({ action: 'account_exported', actor: userId, from: ip, facts: { what: 'account' } });
    return new StreamableFile(this.exports.open(userId), {
      type: 'application/json',
      // A slug has no character that would need quoting.
      disposition: `attachment; filename="spawner-${slug}.json"`,
    });
  }

  @Serves(endpoints.exportFiles)
  async exportFiles(
    @CurrentUser() { userId, slug }: Principal,
    @Query({ schema: ExportFilesQuery }) { type }: z.output<typeof ExportFilesQuery>,
    @FromClient() { ip }: ClientInfo,
  ): Promise<StreamableFile> {
    const archive = await this.archives.open(userId, type);
    await this.audit.record({ action: 'account_exported', actor: userId, from: ip, facts: { what: type ?? 'files' } });
    return zipFile(archive, `spawner-${slug}${type ? `-${type}` : ''}`);
  }
}
