import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { DataSource, QueryRunner } from 'typeorm';
import { BackupError } from './manifest.js';

const BATCH = 500;

/** The names of the migrations that were run, in order. */
export async function migrationsOf(source: DataSource): Promise<string[]> {
  const rows = await source.query<{ name: string }[]>('SELECT name FROM migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

/** All tables of the product, each after those it refers to. */
export async function tablesOf(source: DataSource): Promise<string[]> {
  const tables = await source.query<{ name: string; needs: string[] }[]>(
    `SELECT t.relname AS name,
            COALESCE(json_agg(r.relname) FILTER (WHERE r.relname IS NOT NULL AND r.oid <> t.oid), '[]') AS needs
     FROM pg_class t
     LEFT JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f'
     LEFT JOIN pg_class r ON r.oid = c.confrelid
     WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname <> 'migrations'
     GROUP BY t.relname, t.oid ORDER BY t.relname`,
  );
  const ordered: string[] = [];
  while (ordered.length < tables.length) {
    const next = tables.find(
      ({ name, needs }) => !ordered.includes(name) && needs.every((need) => ordered.includes(need)),
    );
    if (!next) throw new BackupError('the tables refer to each other in a circle');
    ordered.push(next.name);
  }
  return ordered;
}

/** One JSON object a line. @returns how many */
export async function writeTable(runner: QueryRunner, table: string, file: string): Promise<number> {
  const out = await open(file, 'w', 0o600);
  let count = 0;
  try {
    await runner.query(`DECLARE whole NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS row FROM ${quoted(table)} t`);
    for (;;) {
      const rows = (await runner.query(`FETCH ${String(BATCH)} FROM whole`)) as { row: string }[];
      if (rows.length === 0) break;
      await out.write(rows.map(({ row }) => `${row}\n`).join(''));
      count += rows.length;
    }
    await runner.query('CLOSE whole');
  } finally {
    await out.close();
  }
  return count;
}

/** Into a table that is empty; what counts its rows goes on after the last of them. */
export async function readTable(runner: QueryRunner, table: string, file: string): Promise<number> {
  // What PostgreSQL computes itself, such as the text to search in, must not be given.
  const [{ names }] = (await runner.query(
    `SELECT string_agg(quote_ident(attname), ', ') AS names FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [quoted(table)],
  )) as [{ names: string }];
  let count = 0;
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    await runner.query(
      `INSERT INTO ${quoted(table)} (${names})
       SELECT ${names} FROM json_populate_recordset(NULL::${quoted(table)}, $1::json)`,
      [`[${batch.join(',')}]`],
    );
    count += batch.length;
    batch = [];
  };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (batch.push(line) === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  const serials = (await runner.query(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND column_default LIKE 'nextval(%'`,
    [table],
  )) as { name: string }[];
  for (const { name } of serials) {
    await runner.query(
      `SELECT setval(pg_get_serial_sequence($1, $2), GREATEST((SELECT MAX(${quoted(name)}) FROM ${quoted(table)}), 1),
                     (SELECT COUNT(*) > 0 FROM ${quoted(table)}))`,
      [table, name],
    );
  }
  return count;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
