import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type DeliverRequest, ErrorCode, type Material, type MaterialsResponse } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AuditTrail } from '../../audit/audit-trail.js';
import { Clock } from '../../background/clock.js';
import { AppError } from '../../errors/app-error.js';
import { problemOf } from '../../errors/problem.js';
import { StoredFiles } from '../../files/stored-files.js';
import type { Language } from '../../i18n/language.js';
import type { JobTarget, RunningJob } from '../../jobs/job.js';
import type { Outcome } from '../../jobs/job-kinds.js';
import { Jobs } from '../../jobs/jobs.js';
import { InstallationSettings } from '../../settings/installation-settings.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';
import { UsersService } from '../../users/users.service.js';
import type { Leader } from '../class-acts.js';
import { ClassPeople, IS_PLAIN, MEMBERS, NAME_IN_CLASS } from '../class-people.js';
import { ClassRights } from '../class-rights.js';
import { Deliveries } from './deliveries.js';
import { MaterialArchive, type Upload } from './material-archive.js';

export interface NewMaterial {
  readonly name: string;
  readonly type: string;
  readonly later: boolean;
  readonly kind: Upload['kind'];
  readonly fileName: string;
}

interface MaterialRow {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly version: number;
  readonly files: number;
  readonly bytes: number;
  readonly later: boolean;
  readonly created_by: number;
  readonly created_at: Date;
  readonly members: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly failed: readonly { readonly id: number; readonly name: string; readonly code: string | null }[];
}

const KIND = 'material_deliver';
const MEGABYTE = 1024 ** 2;

/** Who of the class should have it: also those who get it with their next launch although nobody has named them. */
const LIST = `
  SELECT material.id, material.type, material.name, material.version, material.files, material.bytes::float8 AS bytes,
    material.later, material.created_by, material.created_at, counted.*
  FROM material CROSS JOIN LATERAL (
    SELECT count(*)::int AS members,
      (count(*) FILTER (WHERE delivery.state = 'done'))::int AS delivered,
      (count(*) FILTER (WHERE delivery.state = 'waiting' OR (delivery.state IS NULL AND material.later)))::int AS waiting,
      COALESCE(json_agg(json_build_object(
        'id', users.id, 'name', ${NAME_IN_CLASS}, 'code', delivery.code
      ) ORDER BY users.id) FILTER (WHERE delivery.state = 'failed'), '[]') AS failed
    FROM ${MEMBERS}
    LEFT JOIN material_delivery delivery ON delivery.material_id = material.id AND delivery.user_id = member.user_id
    WHERE member.class_id = material.class_id AND ${IS_PLAIN}
  ) counted`;

/** What teachers hand out to a class. */
@Injectable()
export class Materials {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rights: ClassRights,
    private readonly people: ClassPeople,
    private readonly deliveries: Deliveries,
    private readonly files: StoredFiles,
    private readonly jobs: Jobs,
    private readonly users: UsersService,
    private readonly catalogue: TemplateCatalogue,
    private readonly settings: InstallationSettings,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {
    jobs.handle(KIND, (target, job) => this.deliverTo(target, job), { role: 'manager' });
  }

  get mostBytes(): number {
    return this.settings.get('material_mb') * MEGABYTE;
  }

  async list(classId: number, userId: number, language: Language): Promise<MaterialsResponse> {
    await this.rights.led(classId, userId);
    const rows = await this.dataSource.query<MaterialRow[]>(
      `${LIST} WHERE material.class_id = $1 ORDER BY material.id DESC`,
      [classId],
    );
    return { materials: await this.answers(rows, language), most_bytes: this.mostBytes };
  }

  /**
   * @throws AppError `not_found`, `forbidden`, `class_archived`, `no_upload_folder`, `file_too_large`, `files_dir_full`,
   * `archive_invalid`, `archive_unsafe`, `archive_too_large`
   */
  async add(
    { userId, ip }: Leader,
    classId: number,
    wish: NewMaterial,
    body: Readable,
    language: Language,
  ): Promise<Material> {
    const led = await this.rights.led(classId, userId);
    this.rights.requireOpen(led);
    await this.rights.requireTemplate(classId, wish.type);
    if (this.catalogue.get(wish.type).upload === null) throw new AppError('no_upload_folder');
    const { storedAs, files, bytes } = await this.store(wish, body);
    try {
      const id = await this.dataSource.transaction(async (manager) => {
        await this.rights.lock(classId, userId, manager);
        const [made] = await manager.query<[{ id: number }]>(
          `INSERT INTO material (class_id, type, name, version, files, bytes, later, stored_as, created_by, created_at)
           SELECT $1::int, $2::varchar, $3::varchar, 1 + COALESCE(max(version), 0), $4, $5, $6, $7, $8, $9
           FROM material WHERE class_id = $1 AND type = $2 AND name = $3 RETURNING id`,
          [classId, wish.type, wish.name, files, bytes, wish.later, storedAs, userId, this.clock.now()],
        );
        const facts = { material: made.id, files, bytes, type: wish.type };
        await this.audit.recordWith(manager, {
          ...{ action: 'material_added', actor: userId, classId, subject: wish.name, from: ip, facts },
        });
        return made.id;
      });
      return await this.one(id, language);
    } catch (error) {
      await this.files.remove(storedAs);
      throw error;
    }
  }

  /** @throws AppError `not_found` */
  async delete({ userId, ip }: Leader, classId: number, id: number): Promise<void> {
    const storedAs = await this.dataSource.transaction(async (manager) => {
      await this.rights.lock(classId, userId, manager);
      const [[gone]] = await manager.query<[{ stored_as: string; name: string }[], number]>(
        'DELETE FROM material WHERE id = $1 AND class_id = $2 RETURNING stored_as, name',
        [id, classId],
      );
      if (!gone) throw new AppError('not_found');
      await this.audit.recordWith(manager, {
        ...{
          action: 'material_deleted',
          actor: userId,
          classId,
          subject: gone.name,
          from: ip,
          facts: { material: id },
        },
      });
      return gone.stored_as;
    });
    await this.files.remove(storedAs);
  }

  /**
   * With `all` those who have it are left out; a person who is named gets it once more.
   * @returns the job's id
   * @throws AppError `not_found`, `forbidden`, `class_archived`, `nothing_selected`
   */
  async deliver({ userId, ip }: Leader, classId: number, id: number, wish: DeliverRequest): Promise<string> {
    const led = await this.rights.led(classId, userId);
    this.rights.requireOpen(led);
    const [material] = await this.dataSource.query<{ type: string; name: string }[]>(
      'SELECT type, name FROM material WHERE id = $1 AND class_id = $2',
      [id, classId],
    );
    if (!material) throw new AppError('not_found');
    const { type, name } = material;
    await this.rights.requireTemplate(classId, type);
    const people = await this.people.find(classId, wish);
    return this.dataSource.transaction(async (manager) => {
      const due = await manager.query<{ user_id: number }[]>(
        `INSERT INTO material_delivery AS delivery (material_id, user_id, state, at)
         SELECT material.id, person.id, 'waiting', $3
         FROM material, unnest($2::int[]) AS person (id) WHERE material.id = $1
         ON CONFLICT (material_id, user_id) DO UPDATE
         SET state = 'waiting', code = NULL, at = excluded.at,
           folder = CASE delivery.state WHEN 'done' THEN NULL ELSE delivery.folder END
         WHERE $4 OR delivery.state <> 'done'
         RETURNING user_id`,
        [id, people.map((person) => person.userId), this.clock.now(), wish.all === undefined],
      );
      const ids = new Set(due.map((row) => row.user_id));
      const items = people
        .filter((person) => ids.has(person.userId))
        .map((person) => ({ userId: person.userId, type, label: person.name }));
      const jobId = await this.jobs.start(
        { kind: KIND, startedBy: userId, classId, from: ip, request: { classId, material: id }, items },
        manager,
      );
      const facts = { material: id, job: jobId, people: items.length };
      await this.audit.recordWith(manager, {
        ...{ action: 'material_delivered', actor: userId, classId, subject: name, from: ip, facts },
      });
      return jobId;
    });
  }

  /** Skipped where it waits for a container. */
  private async deliverTo({ userId, type }: JobTarget, { request, startedBy }: RunningJob): Promise<Outcome> {
    if (userId === undefined || type === undefined) return 'skipped';
    const ref = await this.people.again(Number(request['classId']), startedBy, userId, type);
    const material = Number(request['material']);
    // An item that is repeated after it failed.
    await this.dataSource.query(
      `UPDATE material_delivery SET state = 'waiting', code = NULL WHERE material_id = $1 AND user_id = $2 AND state = 'failed'`,
      [material, userId],
    );
    // What else is due may fail; this item says only what became of its own.
    await this.deliveries.now(ref).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'runtime_unreachable') throw error;
    });
    const [delivery] = await this.dataSource.query<{ state: string; code: string | null }[]>(
      'SELECT state, code FROM material_delivery WHERE material_id = $1 AND user_id = $2',
      [material, userId],
    );
    if (delivery?.state === 'failed') throw new AppError(ErrorCode.catch('internal_error').parse(delivery.code));
    return delivery?.state === 'done' ? 'done' : { skipped: new AppError('material_waits') };
  }

  /** First as it arrives, since a ZIP is read from its end; then as a tar. */
  private async store({ kind, fileName }: NewMaterial, body: Readable) {
    let uploaded = 0;
    const most = this.mostBytes;
    const counted = new Transform({
      transform: (chunk: Buffer, _, done) => {
        uploaded += chunk.length;
        done(uploaded > most ? new AppError('file_too_large', { megabytes: most / MEGABYTE }) : null, chunk);
      },
    });
    body.on('error', (error) => counted.destroy(error));
    const raw = await this.files.write(body.pipe(counted));
    try {
      const upload = { path: this.files.pathOf(raw), kind, bytes: uploaded, fileName, at: this.clock.now() };
      const archive = new MaterialArchive(upload, most);
      const storedAs = await this.files.write(archive.read());
      if (archive.files === 0) {
        await this.files.remove(storedAs);
        throw new AppError('archive_invalid');
      }
      return { storedAs, files: archive.files, bytes: archive.bytes };
    } finally {
      await this.files.remove(raw);
    }
  }

  private async one(id: number, language: Language): Promise<Material> {
    const [material] = await this.answers(
      await this.dataSource.query<MaterialRow[]>(`${LIST} WHERE material.id = $1`, [id]),
      language,
    );
    if (!material) throw new AppError('not_found');
    return material;
  }

  private async answers(rows: readonly MaterialRow[], language: Language): Promise<Material[]> {
    const names = await this.users.namesOf(rows.map(({ created_by: by }) => by));
    return rows.map(({ created_by: by, created_at: at, failed, ...row }) => {
      const name = names.get(by);
      return {
        ...row,
        created_at: at.toISOString(),
        created_by: name === undefined ? null : { id: by, name },
        failed: failed.map((person) => ({ id: person.id, name: person.name, reason: reasonOf(person.code, language) })),
      };
    });
  }
}

const reasonOf = (code: string | null, language: Language): string =>
  problemOf(new AppError(ErrorCode.catch('internal_error').parse(code)), language, '').title;
