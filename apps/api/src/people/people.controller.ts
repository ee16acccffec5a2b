import { Body, Controller, Param, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import {
  Block,
  BulkPeople as BulkWish,
  DeletePersonQuery,
  endpoints,
  ExportFilesQuery,
  type JobStarted,
  type MailRequested,
  PeopleFilter,
  PeopleQuery,
  type PeopleResponse,
  type PeopleSelection,
  type Person,
  PersonChange,
  type PersonDetail,
  PersonId,
  Restore,
} from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { AuditTrail } from '../audit/audit-trail.js';
import { VolumeArchives } from '../containers/volume-archives.js';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { type Cells, sendCsv } from '../http/csv.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { DashboardOrigin } from '../http/dashboard-origin.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import { zipFile } from '../http/zip-file.js';
import type { Language } from '../i18n/language.js';
import { messages } from '../i18n/messages.js';
import { InstallationSettings } from '../settings/installation-settings.js';
import { BulkPeople } from './bulk-people.js';
import { LoginLinks } from './login-links.js';
import { PeopleList } from './people-list.js';
import { targetsStatement } from './people-query.js';
import { type Actor, PersonActs } from './person-acts.js';
import { PersonDetails } from './person-details.js';

@ApiBearerAuth()
@Controller()
export class PeopleController {
  constructor(
    private readonly people: PeopleList,
    private readonly details: PersonDetails,
    private readonly acts: PersonActs,
    private readonly links: LoginLinks,
    private readonly bulk: BulkPeople,
    private readonly archives: VolumeArchives,
    private readonly audit: AuditTrail,
    private readonly settings: InstallationSettings,
  ) {}

  @Serves(endpoints.people)
  list(@Query({ schema: PeopleQuery }) query: z.output<typeof PeopleQuery>): Promise<PeopleResponse> {
    return this.people.page(query);
  }

  @Serves(endpoints.peopleSelection)
  selection(@Query({ schema: PeopleFilter }) filter: z.output<typeof PeopleFilter>): Promise<PeopleSelection> {
    return this.people.selection(targetsStatement(filter));
  }

  @Serves(endpoints.exportPeople)
  async export(
    @CurrentUser() { userId }: Principal,
    @Query({ schema: PeopleFilter }) filter: z.output<typeof PeopleFilter>,
    @FromClient() { ip }: ClientInfo,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.audit.record({ action: 'users_exported', actor: userId, from: ip });
    sendCsv(reply, 'people.csv', csvOf(this.people.all(filter)));
  }

  @Serves(endpoints.bulkPeople)
  async many(
    @CurrentUser() admin: Principal,
    @Body({ schema: BulkWish }) wish: z.output<typeof BulkWish>,
    @FromClient() from: ClientInfo,
  ): Promise<JobStarted> {
    return { job_id: await this.bulk.start(actor(admin, from), wish) };
  }

  @Serves(endpoints.person)
  person(@Param('id', { schema: PersonId }) id: number): Promise<PersonDetail> {
    return this.details.of(id);
  }

  @Serves(endpoints.exportFilesOfPerson)
  async exportFiles(
    @CurrentUser() { userId }: Principal,
    @Param('id', { schema: PersonId }) id: number,
    @Query({ schema: ExportFilesQuery }) { type }: z.output<typeof ExportFilesQuery>,
    @FromClient() { ip }: ClientInfo,
  ): Promise<StreamableFile> {
    const { slug } = await this.people.person(id);
    const archive = await this.archives.open(id, type);
    const facts = { what: type ?? 'files' };
    await this.audit.record({ action: 'files_exported', actor: userId, about: id, from: ip, facts });
    return zipFile(archive, `spawner-${slug}${type ? `-${type}` : ''}`);
  }

  @Serves(endpoints.changePerson)
  change(
    @CurrentUser() admin: Principal,
    @Param('id', { schema: PersonId }) id: number,
    @Body({ schema: PersonChange }) change: z.output<typeof PersonChange>,
    @FromClient() from: ClientInfo,
  ): Promise<Person> {
    return this.acts.change(actor(admin, from), id, change);
  }

  @Serves(endpoints.blockPerson)
  block(
    @CurrentUser() admin: Principal,
    @Param('id', { schema: PersonId }) id: number,
    @Body({ schema: Block }) wish: z.output<typeof Block>,
    @FromClient() from: ClientInfo,
  ): Promise<Person> {
    return this.acts.block(actor(admin, from), id, wish);
  }

  @Serves(endpoints.unblockPerson)
  unblock(
    @CurrentUser() admin: Principal,
    @Param('id', { schema: PersonId }) id: number,
    @FromClient() from: ClientInfo,
  ): Promise<Person> {
    return this.acts.unblock(actor(admin, from), id);
  }

  @Serves(endpoints.logoutPerson)
  logOut(
    @CurrentUser() admin: Principal,
    @Param('id', { schema: PersonId }) id: number,
    @FromClient() from: ClientInfo,
  ): Promise<Person> {
    return this.acts.logOut(actor(admin, from), id);
  }

  @Serves(endpoints.mailLoginLink)
  async mailLoginLink(
    @CurrentUser() admin: Principal,
    @Param('id', { schema: PersonId }) id: number,
    @ReaderLanguage() language: Language,
    @DashboardOrigin() dashboard: string,
    @FromClient() from: ClientInfo,
  ): Promise<MailRequested> {
    const mailId = await this.links.send(actor(admin, from), id, { language, dashboard, from });
    return { message: messages(language).answers.login_link_sent, mail_id: mailId };
  }

  @Serves(endpoints.deletePerson)
  delete(
    @CurrentUser() admin: Principal,
    @Param('id', { schema: PersonId }) id: number,
    @Query({ schema: DeletePersonQuery })
    { after_days: days = this.settings.get('deletion_days') }: z.output<typeof DeletePersonQuery>,
    @FromClient() from: ClientInfo,
  ): Promise<Person> {
    return this.acts.delete(actor(admin, from), id, days);
  }

  @Serves(endpoints.restorePerson)
  restore(
    @CurrentUser() admin: Principal,
    @Param('id', { schema: PersonId }) id: number,
    @Body({ schema: Restore }) { email }: z.output<typeof Restore>,
    @FromClient() from: ClientInfo,
  ): Promise<Person> {
    return this.acts.restore(actor(admin, from), id, email);
  }
}

const actor = ({ userId }: Principal, { ip }: ClientInfo): Actor => ({ userId, ip });

async function* csvOf(people: AsyncIterable<Person>): AsyncGenerator<Cells> {
  yield COLUMNS;
  for await (const person of people) yield COLUMNS.map((column) => cellOf(person[column]));
}

const COLUMNS = [
  'id',
  'display_name',
  'email',
  'slug',
  'role',
  'state',
  'approval',
  'blocked',
  'storage_bytes',
  'created_at',
  'last_seen_at',
  'deleted_at',
] as const;

const cellOf = (value: string | number | boolean | null): string | number | null =>
  typeof value === 'boolean' ? String(value) : value;
