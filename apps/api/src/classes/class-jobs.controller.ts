import { Controller, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { ClassId, endpoints, type Job, type JobDetail, type JobsPage, JobsQuery } from '@spawner/contracts';
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
import type { JobRow } from '../jobs/job.js';
import { JobQueue } from '../jobs/job-queue.js';
import { JobReports } from '../jobs/job-reports.js';
import { Jobs } from '../jobs/jobs.js';
import { ClassRights } from './class-rights.js';

const Id = (): ParameterDecorator => Param('id', { schema: ClassId });

/** Work on a class, for all who lead it, also where a colleague or Spawner has started it. */
@ApiBearerAuth()
@Controller()
export class ClassJobsController {
  constructor(
    private readonly rights: ClassRights,
    private readonly jobs: Jobs,
    private readonly queue: JobQueue,
    private readonly reports: JobReports,
  ) {}

  @Serves(endpoints.classJobs)
  async list(
    @CurrentUser() { userId }: Principal,
    @Id() classId: number,
    @Query({ schema: JobsQuery }) { cursor, limit }: z.output<typeof JobsQuery>,
  ): Promise<JobsPage> {
    await this.rights.led(classId, userId);
    return this.jobs.page({ classId }, cursor, limit);
  }

  @Serves(endpoints.classJob)
  async read(
    @CurrentUser() user: Principal,
    @Id() classId: number,
    @Param('job_id') jobId: string,
    @ReaderLanguage() language: Language,
  ): Promise<JobDetail> {
    const job = await this.visible(classId, jobId, user);
    return { ...(await this.jobs.answer(job)), items: await this.reports.exceptions(jobId, language) };
  }

  @Serves(endpoints.cancelClassJob)
  async cancel(
    @CurrentUser() user: Principal,
    @Id() classId: number,
    @Param('job_id') jobId: string,
    @FromClient() { ip }: ClientInfo,
  ): Promise<Job> {
    await this.visible(classId, jobId, user);
    await this.queue.cancel(jobId, user.userId, ip);
    return this.jobs.answer(await this.visible(classId, jobId, user));
  }

  @Serves(endpoints.retryClassJob)
  async retry(
    @CurrentUser() user: Principal,
    @Id() classId: number,
    @Param('job_id') jobId: string,
    @FromClient() { ip }: ClientInfo,
  ): Promise<Job> {
    await this.visible(classId, jobId, user);
    await this.queue.retry(jobId, user.userId, ip);
    return this.jobs.answer(await this.visible(classId, jobId, user));
  }

  @Serves(endpoints.classJobReport)
  async report(
    @CurrentUser() user: Principal,
    @Id() classId: number,
    @Param('job_id') jobId: string,
    @ReaderLanguage() language: Language,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { kind } = await this.visible(classId, jobId, user);
    sendCsv(reply, `${kind}.csv`, this.reports.lines(jobId, language));
  }

  /** @throws AppError `not_found` also for a job of another class */
  private async visible(classId: number, jobId: string, { userId }: Principal): Promise<JobRow> {
    await this.rights.led(classId, userId);
    const job = z.uuid().safeParse(jobId).success ? await this.jobs.find(jobId) : null;
    if (job?.class_id !== classId) throw new AppError('not_found');
    return job;
  }
}
