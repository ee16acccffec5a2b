import { Controller, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { endpoints, type Job, type JobDetail, type JobsPage, JobsQuery } from '@spawner/contracts';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AppError } from '../errors/app-error.js';
import { type ClientInfo, FromClient } from '../http/client-info.js';
import { sendCsv } from '../http/csv.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import type { Principal } from '../http/principal.js';
import { ReaderLanguage } from '../http/reader-language.decorator.js';
import { Serves } from '../http/serves.decorator.js';
import type { Language } from '../i18n/language.js';
import { UsersService } from '../users/users.service.js';
import type { JobRow } from './job.js';
import { JobKinds } from './job-kinds.js';
import { JobQueue } from './job-queue.js';
import { JobReports } from './job-reports.js';
import { Jobs } from './jobs.js';

@ApiBearerAuth()
@Controller()
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly queue: JobQueue,
    private readonly reports: JobReports,
    private readonly kinds: JobKinds,
    private readonly users: UsersService,
  ) {}

  @Serves(endpoints.ownJobs)
  own(
    @CurrentUser() { userId }: Principal,
    @Query({ schema: JobsQuery }) { cursor, limit }: z.output<typeof JobsQuery>,
  ): Promise<JobsPage> {
    return this.jobs.page({ startedBy: userId }, cursor, limit);
  }

  @Serves(endpoints.jobs)
  all(@Query({ schema: JobsQuery }) { cursor, limit }: z.output<typeof JobsQuery>): Promise<JobsPage> {
    return this.jobs.page({}, cursor, limit);
  }

  @Serves(endpoints.job)
  async read(
    @Param('id') id: string,
    @CurrentUser() reader: Principal,
    @ReaderLanguage() language: Language,
  ): Promise<JobDetail> {
    const job = await this.visible(id, reader);
    return { ...(await this.jobs.answer(job)), items: await this.reports.exceptions(id, language) };
  }

  @Serves(endpoints.cancelJob)
  async cancel(
    @Param('id') id: string,
    @CurrentUser() reader: Principal,
    @FromClient() { ip }: ClientInfo,
  ): Promise<Job> {
    await this.visible(id, reader);
    await this.queue.cancel(id, reader.userId, ip);
    return this.jobs.answer(await this.visible(id, reader));
  }

  @Serves(endpoints.retryJob)
  async retry(
    @Param('id') id: string,
    @CurrentUser() reader: Principal,
    @FromClient() { ip }: ClientInfo,
  ): Promise<Job> {
    await this.visible(id, reader);
    await this.queue.retry(id, reader.userId, ip);
    return this.jobs.answer(await this.visible(id, reader));
  }

  @Serves(endpoints.jobReport)
  async report(
    @Param('id') id: string,
    @CurrentUser() reader: Principal,
    @ReaderLanguage() language: Language,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { kind } = await this.visible(id, reader);
    sendCsv(reply, `${kind}.csv`, this.reports.lines(id, language));
  }

  /**
   * A job of another person looks like one that does not exist. What admins have started is not shown to them once
   * they are no admins, and what teachers have started not once they have left the class.
   * @throws AppError `not_found`
   */
  private async visible(id: string, { userId }: Principal): Promise<JobRow> {
    const role = await this.users.roleOf(userId);
    if (z.uuid().safeParse(id).success && role !== null) {
      const job = await (role === 'admin' ? this.jobs.find(id) : this.jobs.findOwn(id, userId));
      if (job && this.kinds.allows(job.kind, role)) return job;
    }
    throw new AppError('not_found');
  }
}
