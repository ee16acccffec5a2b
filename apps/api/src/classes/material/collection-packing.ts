import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../background/clock.js';
import { toAppError } from '../../errors/problem.js';
import { StoredFiles } from '../../files/stored-files.js';
import { messages } from '../../i18n/messages.js';
import { JobChanges } from '../../jobs/job-changes.js';
import { type CollectionRow, CollectionRows, nameOfZip, type PartRow, titleOf } from './collection-rows.js';
import { collectionZip, type ZippedPart } from './collection-zip.js';

/** A process that has died while it packed: another begins again. */
const LEASE = '2 minutes';

/** Packs the parts of a collection into one ZIP when its job has ended. */
@Injectable()
export class CollectionPacking {
  private readonly logger = new Logger(CollectionPacking.name);
  private packing: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly rows: CollectionRows,
    private readonly files: StoredFiles,
    private readonly clock: Clock,
    changes: JobChanges,
  ) {
    changes.subscribe((change) => {
      if (change === 'all' || ['done', 'failed', 'cancelled'].includes(change.state)) void this.packDue();
    });
  }

  /** Packs what is collected and not packed, one after the other. */
  packDue(): Promise<void> {
    this.packing = this.packing
      .then(() => this.packAll())
      .catch((error: unknown) => {
        // The loop tries again.
        this.logger.warn({ err: error }, 'could not pack what was collected');
      });
    return this.packing;
  }

  private async packAll(): Promise<void> {
    for (;;) {
      // Again where the job was repeated since, or the disk was full. Parts that are gone are in the ZIP.
      const [[due]] = await this.dataSource.query<[{ id: string }[], number]>(
        `UPDATE collection SET leased_until = now() + interval '${LEASE}'
         WHERE id = (
           SELECT collection.id FROM collection LEFT JOIN job ON job.id = collection.job_id
           WHERE (job.id IS NULL OR job.finished_at IS NOT NULL)
             AND (collection.packed_at IS NULL OR (
               EXISTS (SELECT FROM collection_part WHERE collection_id = collection.id AND stored_as IS NOT NULL)
               AND (collection.packed_at < job.finished_at
                 OR (collection.state = 'failed' AND collection.packed_at < $1::timestamptz - interval '1 hour'))
             ))
             AND (leased_until IS NULL OR leased_until < now())
           ORDER BY collection.at LIMIT 1 FOR UPDATE OF collection SKIP LOCKED
         )
         RETURNING id`,
        [this.clock.now()],
      );
      if (!due) return;
      await this.pack(due.id);
    }
  }

  private async pack(id: string): Promise<void> {
    const collection = await this.rows.find(id);
    const parts = await this.rows.partsOf(id);
    const begun = this.clock.now();
    const isEmpty = parts.every(({ stored_as: stored }) => stored === null);
    let storedAs: string | null = null;
    let code: string | null = isEmpty ? 'nothing_to_collect' : null;
    try {
      if (!isEmpty) storedAs = await this.files.write(this.zipOf(collection, parts));
    } catch (error) {
      this.logger.warn({ err: error }, `could not pack the collection ${id}`);
      ({ code } = toAppError(error));
    }
    const bytes = storedAs === null ? 0 : await this.files.sizeOf(storedAs);
    const [rows] = await this.dataSource.query<[{ before: string | null }[], number]>(
      `UPDATE collection SET state = $2, code = $3, stored_as = $4, files = $5, bytes = $6, packed_at = $7, leased_until = NULL
       FROM (SELECT id, stored_as AS before FROM collection WHERE id = $1 FOR UPDATE) old
       WHERE collection.id = old.id RETURNING before`,
      [id, code === null ? 'ready' : 'failed', code, storedAs, sum(parts, 'files'), bytes, begun],
    );
    const [row] = rows;
    // Deleted meanwhile.
    if (!row && storedAs !== null) await this.files.remove(storedAs);
    if (row?.before) await this.files.remove(row.before);
    // Of a job with failures that may be repeated, the parts stay for the next ZIP.
    const isWhole = parts.every(({ state }) => state === 'done' || state === 'empty');
    if (storedAs !== null && isWhole) await this.dropParts(id, parts);
  }

  private zipOf(collection: CollectionRow, parts: readonly PartRow[]) {
    const { language } = collection;
    const { notCollected } = messages(language).collection;
    const zipped = parts.map(
      (part): ZippedPart => ({
        ...{ name: part.name, slug: part.slug, files: part.files, bytes: part.bytes, changedAt: part.changed_at },
        leftOut: part.left_out,
        tar: part.stored_as === null ? null : () => this.files.read(part.stored_as ?? ''),
        reason: part.state === 'failed' ? titleOf(part.code, language) : part.state === 'waiting' ? notCollected : null,
      }),
    );
    return collectionZip(nameOfZip(collection), zipped, language);
  }

  private async dropParts(id: string, parts: readonly PartRow[]): Promise<void> {
    await this.dataSource.query('UPDATE collection_part SET stored_as = NULL WHERE collection_id = $1', [id]);
    await this.files.remove(...parts.flatMap(({ stored_as: stored }) => stored ?? []));
  }
}

const sum = (parts: readonly PartRow[], key: 'files' | 'bytes'): number =>
  parts.reduce((total, part) => total + part[key], 0);
