import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Collection, type CollectionsResponse, type NewCollection } from '@spawner/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { StoredFiles } from '../../files/stored-files.js';
import type { Language } from '../../i18n/language.js';
import type { JobTarget, RunningJob } from '../../jobs/job.js';
import type { Outcome } from '../../jobs/job-kinds.js';
import { Jobs } from '../../jobs/jobs.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import { UsersService } from '../../users/users.service.js';
import type { Leader } from '../class-acts.js';
import { ClassPeople, type ClassPerson } from '../class-people.js';
import { ClassRights, type LedClass } from '../class-rights.js';
import { type CollectionRow, CollectionRows, nameOfZip, titleOf } from './collection-rows.js';
import { PartGathering } from './part-gathering.js';

const KIND = 'class_collect';
const KEPT_DAYS = 14;

export interface CollectionWish extends Pick<NewCollection, 'type' | 'pause' | 'everything'> {
  readonly folder: string;
  readonly people: readonly ClassPerson[];
}

/**
 * Work that is collected from a class. Each person's part is a file of its own, so that an item of a job can be repeated;
 * when the job has ended, they are packed into one ZIP.
 */
@Injectable()
export class Collections {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly people: ClassPeople,
    private readonly rows: CollectionRows,
    private readonly parts: PartGathering,
    private readonly files: StoredFiles,
    private readonly jobs: Jobs,
    private readonly users: UsersService,
    private readonly catalogue: TemplateCatalogue,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {
    jobs.handle(KIND, (target, job) => this.collectFrom(target, job), { role: 'manager' });
  }

  async list(classId: number, userId: number, language: Language): Promise<CollectionsResponse> {
    await this.rights.led(classId, userId);
    const rows = await this.rows.ofClass(classId);
    const names = await this.users.namesOf(rows.map((row) => row.created_by));
    return { collections: rows.map((row) => answerOf(row, names.get(row.created_by), language)) };
  }

  /** @throws AppError `not_found`, `forbidden`, `nothing_selected`, `no_upload_folder`, `nothing_to_collect` */
  async start({ userId, ip }: Leader, classId: number, wish: NewCollection, language: Language) {
    const led = await this.rights.led(classId, userId);
    await this.rights.requireTemplate(classId, wish.type);
    const folder = this.folderOf(wish.type, wish.folder);
    const people = await this.people.find(classId, wish);
    await this.requireSomething(people, wish.type);
    const id = randomUUID();
    const jobId = await this.dataSource.transaction(async (manager) => {
      const items = people.map((person) => ({ userId: person.userId, type: wish.type, label: person.name }));
      const started = await this.jobs.start(
        { kind: KIND, startedBy: userId, classId, from: ip, request: { classId, collection: id }, items },
        manager,
      );
      await this.open(id, led, started, userId, { ...wish, folder, people }, language, manager);
      const facts = { collection: id, job: started, people: people.length, type: wish.type };
      await this.audit.recordWith(manager, {
        ...{ action: 'work_collected', actor: userId, classId, subject: led.name, from: ip, facts },
      });
      return started;
    });
    return { job_id: jobId, collection_id: id };
  }

  /** For a job that collects among other things. */
  async open(
    id: string,
    { id: classId }: Pick<LedClass, 'id'>,
    jobId: string,
    by: number,
    { type, folder, pause, everything, people }: CollectionWish,
    language: Language,
    manager: EntityManager,
  ): Promise<void> {
    const now = this.clock.now();
    // The parts may take half of what is free, and the ZIP of them the other half.
    const mostBytes = Math.floor((await this.files.freeBytes()) / 2);
    await manager.query(
      `INSERT INTO collection (id, class_id, type, folder, job_id, created_by, at, language, pause, everything, most_bytes, delete_after)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $7::timestamptz + make_interval(days => ${String(KEPT_DAYS)}))`,
      [id, classId, type, folder, jobId, by, now, language, pause, everything, mostBytes],
    );
    await manager.query(
      `INSERT INTO collection_part (collection_id, user_id, name, slug)
       SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[])`,
      [id, people.map(({ userId }) => userId), people.map(({ name }) => name), people.map(({ slug }) => slug)],
    );
  }

  /** The caller closes it. @throws AppError `not_found`, `collection_gone` */
  async file(id: string, classId: number, { userId, ip }: Leader) {
    await this.rights.led(classId, userId);
    const collection = await this.rows.find(id, classId);
    const handle = collection.stored_as === null ? null : await this.files.open(collection.stored_as);
    if (!handle) throw new AppError('collection_gone');
    await this.audit.record({
      ...{ action: 'collection_downloaded', actor: userId, classId, subject: collection.class_name, from: ip },
      facts: { collection: id },
    });
    return { handle, name: `${nameOfZip(collection)}.zip` };
  }

  /** @throws AppError `not_found`, `collection_gone` */
  async delete({ userId, ip }: Leader, classId: number, id: string): Promise<void> {
    const led = await this.rights.led(classId, userId);
    await this.rows.find(id, classId);
    await this.remove([id]);
    await this.audit.record({
      ...{ action: 'collection_deleted', actor: userId, classId, subject: led.name, from: ip },
      facts: { collection: id },
    });
  }

  /** Those whose time is up. */
  async forget(): Promise<void> {
    const rows = await this.dataSource.query<{ id: string }[]>('SELECT id FROM collection WHERE delete_after < $1', [
      this.clock.now(),
    ]);
    await this.remove(rows.map(({ id }) => id));
  }

  /** Files that rows name, of material as well. */
  async namedFiles(): Promise<Set<string>> {
    const rows = await this.dataSource.query<{ name: string }[]>(
      `SELECT stored_as AS name FROM material
       UNION ALL SELECT stored_as FROM collection WHERE stored_as IS NOT NULL
       UNION ALL SELECT stored_as FROM collection_part WHERE stored_as IS NOT NULL`,
    );
    return new Set(rows.map(({ name }) => name));
  }

  /** @throws AppError `no_upload_folder` where the folder is in none of the template's volumes */
  folderOf(type: string, given?: string): string {
    const { upload, volumes } = this.catalogue.get(type);
    const folder = given ?? upload;
    if (folder === null || !volumes.some((path) => `${folder}/`.startsWith(`${path}/`)))
      throw new AppError('no_upload_folder');
    return folder;
  }

  private async collectFrom({ userId, type }: JobTarget, job: RunningJob): Promise<Outcome> {
    const { request, startedBy } = job;
    if (userId === undefined || type === undefined || startedBy === null) return 'skipped';
    const ref = await this.people.again(Number(request['classId']), startedBy, userId, type);
    const id = String(request['collection']);
    const isComplete = await this.parts.gather(id, ref, startedBy);
    const [part] = await this.rows.partsOf(id, userId);
    if (part?.state !== 'done') return { skipped: new AppError('nothing_to_collect') };
    await this.audit.record({
      ...{
        action: 'work_collected',
        actor: startedBy,
        about: userId,
        classId: Number(request['classId']),
        subject: type,
      },
      ...{ from: null, facts: { job: job.id, files: part.files, bytes: part.bytes } },
    });
    // Otherwise a teacher would take the work for saved, and delete it.
    if (!isComplete) throw new AppError('collection_incomplete');
    return 'done';
  }

  private async requireSomething(people: readonly ClassPerson[], type: string): Promise<void> {
    const found = await this.dataSource.query<unknown[]>(
      `SELECT FROM user_container WHERE user_id = ANY($1) AND container_type = $2 AND (status <> 'not_created' OR kept <> '[]')
       LIMIT 1`,
      [people.map(({ userId }) => userId), type],
    );
    if (found.length === 0) throw new AppError('nothing_to_collect');
  }

  private async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const parts = await this.rows.partsOf(id);
      const [[gone]] = await this.dataSource.query<[{ stored_as: string | null }[], number]>(
        'DELETE FROM collection WHERE id = $1 RETURNING stored_as',
        [id],
      );
      await this.files.remove(...[gone, ...parts].flatMap((row) => row?.stored_as ?? []));
    }
  }
}

function answerOf(row: CollectionRow, by: string | undefined, language: Language): Collection {
  return {
    ...{ id: row.id, type: row.type, folder: row.folder, state: row.state, job_id: row.job_id },
    ...{ people: row.people, collected: row.collected, files: row.files, bytes: row.bytes },
    reason: row.code === null ? null : titleOf(row.code, language),
    at: row.at.toISOString(),
    by: by === undefined ? null : { id: row.created_by, name: by },
    deleted_after: row.delete_after.toISOString(),
  };
}
