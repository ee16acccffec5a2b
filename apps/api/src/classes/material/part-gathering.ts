import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { unlessAborted } from '../../background/unless-aborted.js';
import { type ContainerKey, containerName, type ContainerRef } from '../../container-ref/container-ref.js';
import { OperationSchedule } from '../../containers/operations/schedule.js';
import { outsideText } from '../../database/outside-text.js';
import { AppError } from '../../errors/app-error.js';
import { toAppError } from '../../errors/problem.js';
import { StoredFiles } from '../../files/stored-files.js';
import { ContainerRuntime } from '../../runtime/container-runtime.js';
import { type Volume, VolumeStore } from '../../runtime/volume-store.js';
import { CardNotices } from '../card-notices.js';
import { CollectedPart, type LeftOut, type PartSource } from './collected-part.js';
import { type CollectionRow, CollectionRows, type PartRow } from './collection-rows.js';

/** In place of one folder. */
export const ALL_FOLDERS = '/';
const MOST_BYTES_OF_PERSON = 1024 ** 3;
const MOST_FILES_OF_PERSON = 10_000;
/** The ZIP's table of contents, 2 kB for each file, is in memory until its end. */
const MOST_FILES = 50_000;

/** Reads the work of a person out of their volumes into a file. */
@Injectable()
export class PartGathering {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rows: CollectionRows,
    private readonly files: StoredFiles,
    private readonly volumes: VolumeStore,
    private readonly runtime: ContainerRuntime,
    private readonly operations: OperationSchedule,
    private readonly notices: CardNotices,
  ) {}

  /**
   * Stores a person's part, once: what was collected before is not read again.
   * @returns whether it has everything that is a file
   */
  async gather(id: string, ref: ContainerRef, by: number): Promise<boolean> {
    const collection = await this.rows.find(id);
    const [known] = await this.rows.partsOf(id, ref.userId);
    if (!known) throw new AppError('collection_gone');
    if (known.state === 'done' || known.state === 'empty') return !known.incomplete;
    try {
      const sources = await this.sourcesOf(ref, collection.folder);
      if (sources.length === 0) {
        await this.settle(id, ref, { state: 'empty' });
        return true;
      }
      const part = await this.partOf(sources, ref, collection);
      if (part.files > 0) await this.notices.add(ref, 'collected', { by, source: id });
      return !part.incomplete;
    } catch (error) {
      const { code } = toAppError(error);
      await this.settle(id, ref, { state: 'failed', code });
      throw error;
    }
  }

  /** What a folder is made of: a part of one volume, or several volumes. */
  private async sourcesOf(key: ContainerKey, folder: string): Promise<PartSource[]> {
    const volumes = await this.volumes.listOf(key);
    const open = (volume: Volume) => () => this.volumes.export(volume);
    const [holding] = volumes
      .filter(({ path }) => `${folder}/`.startsWith(`${path}/`))
      .sort((one, other) => other.path.length - one.path.length);
    if (holding) return [{ open: open(holding), folder: folder.slice(holding.path.length + 1), into: '' }];
    const below = volumes.filter(({ path }) => path.startsWith(folder === ALL_FOLDERS ? folder : `${folder}/`));
    return below.map((volume) => ({
      open: open(volume),
      folder: '',
      into: below.length === 1 ? '' : volume.path.slice(1),
    }));
  }

  private async partOf(
    sources: readonly PartSource[],
    ref: ContainerRef,
    collection: CollectionRow,
  ): Promise<CollectedPart> {
    const { id, everything, people, most_bytes: most, pause } = collection;
    const [taken] = await this.dataSource.query<[{ bytes: number }]>(
      'SELECT COALESCE(sum(bytes), 0)::float8 AS bytes FROM collection_part WHERE collection_id = $1',
      [id],
    );
    const part = new CollectedPart({
      everything,
      mostBytes: Math.min(MOST_BYTES_OF_PERSON, most - taken.bytes),
      mostFiles: Math.min(MOST_FILES_OF_PERSON, Math.floor(MOST_FILES / people)),
    });
    const read = (): Promise<string> => this.files.write(part.read(sources));
    const storedAs = pause ? await this.whilePaused(ref, read) : await read();
    const isEmpty = part.files === 0;
    if (isEmpty) await this.files.remove(storedAs);
    const leftOut = part.leftOut;
    const kept = await this.settle(id, ref, {
      ...{
        state: isEmpty ? 'empty' : 'done',
        storedAs: isEmpty ? null : storedAs,
        files: part.files,
        bytes: part.bytes,
      },
      ...{ changedAt: part.changedAt, incomplete: part.incomplete, leftOut },
    });
    // Another process has stored it meanwhile, or the collection was deleted.
    if (!kept) await this.files.remove(storedAs);
    return part;
  }

  /**
   * One that does not run, or that an operation works on, stays as it is. An operation that somebody asks for meanwhile
   * goes first: the rest is read while it runs. A process that dies in between leaves it paused: its next visitor wakes it.
   */
  private async whilePaused<T>(ref: ContainerRef, work: () => Promise<T>): Promise<T> {
    const name = containerName(ref);
    let working: Promise<T> | undefined;
    const pausing = this.operations.ifFree(ref, 'collect', async (signal) => {
      const found = await this.runtime.inspect(name);
      if (found?.state !== 'running') return;
      await this.runtime.pause(name);
      working = work();
      try {
        await unlessAborted(signal, working);
      } finally {
        const paused = await this.runtime.inspect(name);
        if (paused?.state === 'paused') await this.runtime.start(paused);
      }
    });
    await pausing.catch((error: unknown) => {
      if (!working) throw error;
    });
    return working ?? work();
  }

  private async settle(
    id: string,
    { userId }: ContainerKey,
    found: {
      readonly state: PartRow['state'];
      readonly code?: string;
      readonly storedAs?: string | null;
      readonly files?: number;
      readonly bytes?: number;
      readonly changedAt?: Date | null;
      readonly incomplete?: boolean;
      readonly leftOut?: readonly LeftOut[];
    },
  ): Promise<boolean> {
    const [, changed] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE collection_part
       SET state = $3, code = $4, stored_as = $5, files = $6, bytes = $7, changed_at = $8, incomplete = $9, left_out = $10
       WHERE collection_id = $1 AND user_id = $2 AND state NOT IN ('done', 'empty')`,
      [
        ...[id, userId, found.state, found.code ?? null, found.storedAs ?? null, found.files ?? 0, found.bytes ?? 0],
        ...[found.changedAt ?? null, found.incomplete ?? false, JSON.stringify(outsideText.to(found.leftOut ?? []))],
      ],
    );
    return changed === 1;
  }
}
