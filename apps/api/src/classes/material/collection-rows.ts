import { Injectable } from '@nestjs/common';
import { type Collection, ErrorCode } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AppError } from '../../errors/app-error.js';
import { problemOf } from '../../errors/problem.js';
import type { Language } from '../../i18n/language.js';
import type { LeftOut } from './collected-part.js';

export interface CollectionRow {
  readonly id: string;
  readonly class_id: number;
  readonly class_name: string;
  readonly type: string;
  readonly folder: string;
  readonly job_id: string;
  readonly created_by: number;
  readonly at: Date;
  readonly language: Language;
  readonly pause: boolean;
  readonly everything: boolean;
  readonly most_bytes: number;
  readonly state: Collection['state'];
  readonly code: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly stored_as: string | null;
  readonly delete_after: Date;
  readonly people: number;
  readonly collected: number;
}

export interface PartRow {
  readonly user_id: number;
  readonly name: string;
  readonly slug: string;
  readonly state: 'waiting' | 'done' | 'empty' | 'failed';
  readonly code: string | null;
  readonly stored_as: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly changed_at: Date | null;
  readonly incomplete: boolean;
  readonly left_out: readonly LeftOut[];
}

const SHOWN = `
  SELECT collection.*, collection.bytes::float8 AS bytes, collection.most_bytes::float8 AS most_bytes,
    class.name AS class_name, counted.*
  FROM collection JOIN class ON class.id = collection.class_id CROSS JOIN LATERAL (
    SELECT count(*)::int AS people, (count(*) FILTER (WHERE part.state IN ('done', 'empty')))::int AS collected
    FROM collection_part part WHERE part.collection_id = collection.id
  ) counted`;

/** What is stored of collections and of each person's part. */
@Injectable()
export class CollectionRows {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. */
  ofClass(classId: number): Promise<CollectionRow[]> {
    return this.dataSource.query<CollectionRow[]>(
      `${SHOWN} WHERE collection.class_id = $1 ORDER BY collection.at DESC`,
      [classId],
    );
  }

  /** @throws AppError `collection_gone` */
  async find(id: string, classId?: number): Promise<CollectionRow> {
    const [row] = await this.dataSource.query<CollectionRow[]>(
      `${SHOWN} WHERE collection.id = $1 AND ($2::int IS NULL OR collection.class_id = $2)`,
      [id, classId ?? null],
    );
    if (!row) throw new AppError('collection_gone');
    return row;
  }

  partsOf(id: string, userId?: number): Promise<PartRow[]> {
    return this.dataSource.query<PartRow[]>(
      `SELECT *, bytes::float8 AS bytes FROM collection_part
       WHERE collection_id = $1 AND ($2::int IS NULL OR user_id = $2) ORDER BY lower(name), user_id`,
      [id, userId ?? null],
    );
  }
}

export const nameOfZip = ({ class_name: name, at }: CollectionRow): string =>
  `${name}_${at.toISOString().slice(0, 10)}`;

/** Of an error of a row. */
export const titleOf = (code: string | null, language: Language): string =>
  problemOf(new AppError(ErrorCode.catch('internal_error').parse(code)), language, '').title;
