import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

export type Cells = readonly (string | number | null)[];

/** Without it Excel does not read UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * A spreadsheet runs a cell that begins like a formula. One that splits at semicolons, as in German, or at tabs finds
 * beginnings of cells within a text, too.
 */
const FORMULA = /(^|[;|\t\r\n])([ "']*)(?=[=+\-@＝＋－＠])/g;
/** Some drop these and then look what the cell begins with. */
const DROPPED = /^(?=[\t\r])/;

/** One line of RFC 4180. */
export function csvLine(cells: Cells): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = value.replace(DROPPED, "'").replaceAll(FORMULA, "$1'$2");
  return `"${text.replaceAll('"', '""')}"`;
}

/** Sends lines as they are read; an error cuts the connection, because the status has been sent. */
export function sendCsv(reply: FastifyReply, fileName: string, lines: AsyncIterable<Cells>): void {
  void reply
    .headers({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    })
    .send(Readable.from(textOf(lines)));
}

async function* textOf(lines: AsyncIterable<Cells>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK;
  for await (const cells of lines) yield csvLine(cells);
}
