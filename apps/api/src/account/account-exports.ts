import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../background/clock.js';
import { ACCOUNT, AUDIT, SECTIONS } from './stored-about.js';

/** A busy person causes a hundred thousand audit events: they are read while the answer is sent. */
const EVENTS_AT_ONCE = 1000;

/** Everything that is stored about a person, as JSON. See `AccountExport` for its shape. */
@Injectable()
export class AccountExports {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  open(userId: number): Readable {
    return Readable.from(this.pieces(userId), { objectMode: false });
  }

  private async *pieces(userId: number): AsyncGenerator<string> {
    const [account] = await this.rows(ACCOUNT, [userId]);
    yield `{"format":1,"exported_at":${json(this.clock.now())},"account":${json(account)}`;
    for (const [name, sql] of Object.entries(SECTIONS)) yield `,${json(name)}:${json(await this.rows(sql, [userId]))}`;
    yield ',"audit":[';
    let before: string | null = null;
    do {
      const events: { id: string }[] = await this.rows(AUDIT, [userId, before, EVENTS_AT_ONCE]);
      if (events.length > 0) yield (before === null ? '' : ',') + events.map(json).join(',');
      before = events.length < EVENTS_AT_ONCE ? null : (events.at(-1)?.id ?? null);
    } while (before !== null);
    yield ']}\n';
  }

  private rows<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    return this.dataSource.query<Row[]>(sql, values);
  }
}

const json = (value: unknown): string => JSON.stringify(value);
