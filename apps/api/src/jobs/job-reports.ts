import { Injectable } from '@nestjs/common';
import { ErrorCode, type JobItem } from '@spawner/contracts';
import { DataSource } from 'typeorm';
import { AppError } from '../errors/app-error.js';
import { problemOf } from '../errors/problem.js';
import type { Cells } from '../http/csv.js';
import type { Language } from '../i18n/language.js';
import type { Facts } from '../i18n/messages.js';

const MOST_SHOWN = 200;
const ROWS_AT_ONCE = 1000;

interface ItemRow extends Omit<JobItem, 'reason'> {
  readonly facts: Facts;
}

/** What became of the items of a job. */
@Injectable()
export class JobReports {
  constructor(private readonly dataSource: DataSource) {}

  /** Failed and skipped items, failed ones first. */
  async exceptions(jobId: string, language: Language): Promise<JobItem[]> {
    const rows = await this.dataSource.query<ItemRow[]>(
      `SELECT seq, user_id, type, label, state, code, facts FROM job_item
       WHERE job_id = $1 AND state IN ('failed', 'skipped') ORDER BY state, seq LIMIT ${String(MOST_SHOWN)}`,
      [jobId],
    );
    return rows.map(({ facts, ...item }) => ({ ...item, reason: reasonOf(item.code, facts, language) }));
  }

  /** All items. */
  async *lines(jobId: string, language: Language): AsyncGenerator<Cells> {
    yield ['number', 'label', 'user_id', 'type', 'state', 'code', 'reason'];
    for (let last = 0; ; ) {
      const rows = await this.dataSource.query<ItemRow[]>(
        `SELECT seq, user_id, type, label, state, code, facts FROM job_item
         WHERE job_id = $1 AND seq > $2 ORDER BY seq LIMIT ${String(ROWS_AT_ONCE)}`,
        [jobId, last],
      );
      for (const { seq, label, user_id: userId, type, state, code, facts } of rows) {
        yield [seq, label, userId, type, state, code, reasonOf(code, facts, language)];
        last = seq;
      }
      if (rows.length < ROWS_AT_ONCE) return;
    }
  }
}

function reasonOf(code: string | null, facts: Facts, language: Language): string | null {
  // A code of another version has no text here.
  const known = ErrorCode.safeParse(code);
  return known.success ? problemOf(new AppError(known.data, facts), language, '').title : null;
}
