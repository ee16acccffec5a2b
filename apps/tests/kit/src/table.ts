import { readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';

const WIDEST = 78;

type Row = Readonly<Record<string, string>>;
type NotedRow = Readonly<Record<string, unknown>>;

/** Adds a row to the table of a suite. */
export const noteRow = (file: string, row: object): Promise<void> => appendFile(file, `${JSON.stringify(row)}\n`);

/** Prints the rows, converted by `shown`, under the title of each column. */
export function printTable(file: string, titles: Row, shown: (row: NotedRow) => Row): readonly Row[] {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => shown(JSON.parse(line) as NotedRow));
  const columns = Object.keys(titles);
  const cell = (row: Row, column: string): string => (row[column] ?? '').replaceAll(/\s+/g, ' ').slice(0, WIDEST);
  const width = (column: string): number => Math.max(...[titles, ...rows].map((row) => cell(row, column).length));
  const line = (row: Row): string => columns.map((column) => cell(row, column).padEnd(width(column))).join('  ');
  console.log(`\n${[titles, ...rows].map(line).join('\n')}\n`);
  return rows;
}
