import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../background/clock.js';
import { containerName, type ContainerRef, formatKey } from '../../container-ref/container-ref.js';
import { dueMaterial } from '../../containers/due-material.js';
import { BeforeStart } from '../../containers/launch/before-start.js';
import { OperationSchedule } from '../../containers/operations/schedule.js';
import { StorageLimits } from '../../containers/storage-limits.js';
import { UserContainerRepository } from '../../containers/user-container.repository.js';
import { AppError } from '../../errors/app-error.js';
import { toAppError } from '../../errors/problem.js';
import { StoredFiles } from '../../files/stored-files.js';
import { type VolumeContent, VolumeStore } from '../../runtime/volume-store.js';
import { TemplateCatalogue } from '../../templates/template-catalogue.js';

/** In the folder for uploads. */
const FOLDER = 'Material';
/** Folders with one name, before it is the person's turn to tidy up. */
const MOST_FOLDERS = 99;

interface Due {
  readonly id: number;
  readonly name: string;
  readonly storedAs: string;
  readonly bytes: number;
  /** Where it was begun. */
  readonly folder: string | null;
}

/** Puts material into the volumes of those who are to have it. */
@Injectable()
export class Deliveries {
  private readonly logger = new Logger(Deliveries.name);
  /** The last one of each container that has not ended. */
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly files: StoredFiles,
    private readonly volumes: VolumeStore,
    private readonly rows: UserContainerRepository,
    private readonly operations: OperationSchedule,
    private readonly storage: StorageLimits,
    private readonly catalogue: TemplateCatalogue,
    private readonly clock: Clock,
    beforeStart: BeforeStart,
  ) {
    beforeStart.add((ref) => this.whileLocked(ref).catch((error: unknown) => this.report(ref, error)));
  }

  /**
   * All that is due, where there is something to put it into. Where a launch is under way, that launch does it.
   * @throws AppError why the last one failed, as it is stored too
   */
  async now(ref: ContainerRef): Promise<void> {
    const key = formatKey(ref);
    // The loop and a job may come at the same moment: without the wait the job would find the container busy, and report
    // that nothing was handed out.
    const before = this.underWay.get(key) ?? Promise.resolve();
    const run = before.catch(() => undefined).then(() => this.whereFree(ref));
    this.underWay.set(key, run);
    try {
      await run;
    } finally {
      if (this.underWay.get(key) === run) this.underWay.delete(key);
    }
  }

  private async whereFree(ref: ContainerRef): Promise<void> {
    await this.operations.ifFree(ref, 'check', async () => {
      const row = await this.rows.find(ref);
      // What was only prepared may go again with its volumes.
      const isPrepared = row?.intent === 'put_back_volumes';
      if (row && !isPrepared) await this.whileLocked(ref);
    });
  }

  /** For those whose containers were made or freed since. */
  async catchUp(): Promise<void> {
    const refs = await this.dataSource.query<ContainerRef[]>(
      `SELECT DISTINCT users.id AS "userId", users.slug, material.type
       FROM material_delivery delivery
       JOIN material ON material.id = delivery.material_id
       JOIN users ON users.id = delivery.user_id AND users.deleted_at IS NULL
       JOIN user_container container
         ON container.user_id = delivery.user_id AND container.container_type = material.type
       WHERE delivery.state = 'waiting' AND container.status IN ('running', 'paused', 'stopped')`,
    );
    for (const ref of refs) await this.now(ref).catch((error: unknown) => this.report(ref, error));
  }

  /** The caller holds the container's lock: two at once would find the same name free. */
  private async whileLocked(ref: ContainerRef): Promise<void> {
    const due = await this.dataSource.query<Due[]>(`${dueMaterial('$1::int', '$2')} ORDER BY material.id`, [
      ref.userId,
      ref.type,
    ]);
    let failure: Error | null = null;
    for (const material of due) {
      try {
        if (await this.deliver(ref, material)) await this.settle(ref, material, 'done', null);
      } catch (error) {
        const { code } = toAppError(error);
        // The next run of the loop tries again.
        if (code === 'database_unavailable' || code === 'runtime_unreachable' || code === 'shutting_down') throw error;
        this.report(ref, error);
        await this.settle(ref, material, 'failed', code);
        failure = error as Error;
      }
    }
    if (failure) throw failure;
  }

  /** @returns false where there is no volume yet */
  private async deliver(ref: ContainerRef, material: Due): Promise<boolean> {
    const { upload } = this.catalogue.get(ref.type);
    if (upload === null) throw new AppError('no_upload_folder');
    const volume = (await this.volumes.list(ref)).find(({ path }) => `${upload}/`.startsWith(`${path}/`));
    if (!volume) return false;
    const place = { volume, instance: containerName(ref) };
    const begun = material.folder;
    if (begun === null) await this.storage.take(ref, material.bytes);
    await this.volumes.use(place, async (content) => {
      const folder = begun ?? (await this.freeFolder(content, `${upload}/${FOLDER}/${material.name}`));
      if (begun === null) await this.begin(ref, material, folder);
      await content.unpack(folder, () => this.files.read(material.storedAs));
    });
    return true;
  }

  /** Never one that is there: it may be the person's own. */
  private async freeFolder(content: VolumeContent, wanted: string): Promise<string> {
    for (let number = 1; number <= MOST_FOLDERS; number += 1) {
      const folder = number === 1 ? wanted : `${wanted} ${String(number)}`;
      if (!(await content.has(folder))) return folder;
    }
    throw new AppError('folder_in_the_way');
  }

  private async begin({ userId }: ContainerRef, { id }: Due, folder: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO material_delivery (material_id, user_id, state, folder, at) VALUES ($1, $2, 'waiting', $3, $4)
       ON CONFLICT (material_id, user_id) DO UPDATE SET folder = excluded.folder, at = excluded.at`,
      [id, userId, folder, this.clock.now()],
    );
  }

  private async settle(
    { userId }: ContainerRef,
    { id }: Due,
    state: 'done' | 'failed',
    code: string | null,
  ): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO material_delivery (material_id, user_id, state, code, at)
       SELECT id, $2, $3, $4, $5 FROM material WHERE id = $1
       ON CONFLICT (material_id, user_id) DO UPDATE
       SET state = excluded.state, code = excluded.code, at = excluded.at,
         folder = CASE excluded.state WHEN 'failed' THEN NULL ELSE material_delivery.folder END`,
      [id, userId, state, code, this.clock.now()],
    );
  }

  private report(ref: ContainerRef, error: unknown): void {
    this.logger.warn(`could not hand material out to ${containerName(ref)}: ${toAppError(error).message}`);
  }
}
