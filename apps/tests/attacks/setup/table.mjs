import { readFileSync } from 'node:fs';

const TITLES = { what: 'attack', input: 'input', required: 'required', result: 'result' };
const WIDEST = 78;

/** One line an attack. */
export function printTable(file) {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ held, result, ...row }) => ({ ...row, result: held ? result : `BROKEN: ${result}` }));
  const columns = Object.keys(TITLES);
  const shown = (row, column) => row[column].replaceAll(/\s+/g, ' ').slice(0, WIDEST);
  const width = (column) => Math.max(...[TITLES, ...rows].map((row) => shown(row, column).length));
  const line = (row) => columns.map((column) => shown(row, column).padEnd(width(column))).join('  ');
  const broken = rows.filter(({ result }) => result.startsWith('BROKEN')).length;
  console.log(`\n${[TITLES, ...rows].map(line).join('\n')}\n\n${rows.length} attacks, ${broken} of them succeeded\n`);
}
