import { readFileSync } from 'node:fs';

const TITLES = { what: 'case', how: 'injected how', invariants: 'invariants', recovered: 'recovered' };

/** One line a case; times are what was seen here and no promise. */
export function printTable(file) {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ what, how, failure, milliseconds }) => ({
      what,
      how,
      invariants: failure === null ? 'hold' : 'BROKEN',
      recovered: milliseconds === null ? '–' : `${milliseconds} ms`,
    }));
  const columns = Object.keys(TITLES);
  const width = (column) => Math.max(...[TITLES, ...rows].map((row) => row[column].length));
  const line = (row) => columns.map((column) => row[column].padEnd(width(column))).join('  ');
  console.log(`\n${[line(TITLES), ...rows.map(line)].join('\n')}\n`);
}
