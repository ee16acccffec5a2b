import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvLine } from './csv.js';

describe('CSV line', () => {
  it('numbers, texts, nothing: as RFC 4180 says', () => {
    expect(csvLine([1, 'a "b", c', null, ''])).toBe('1,"a ""b"", c",,""\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', ' "=1', 'x;=1', 'x\n@A1', `;"'-1`])(
    'text %j: begins no formula',
    (text) => {
      for (const separator of [',', ';', '\t', '|'])
        for (const cell of spreadsheet(csvLine(['a', text]), separator)) expect(cell).not.toMatch(/^[ "]*[=+\-@＝]/);
    },
  );

  it('any texts, split at any separator of a spreadsheet: no cell begins a formula', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('=+-@;,|\t\r\n"\' a1')), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), fc.constantFrom(',', ';', '\t', '|'), (cells, at) => {
        for (const cell of spreadsheet(csvLine(cells), at)) expect(cell).not.toMatch(/^[ \t\r]*[=+\-@]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('any texts without the beginning of a formula: read as they were', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom(...Array.from(',;"\'\n ab')) }), { minLength: 1 }),
        (cells) => {
          expect(spreadsheet(csvLine(cells), ',')).toEqual(cells);
        },
      ),
    );
  });
});

/** The cells as a spreadsheet finds them: quotes count only at the beginning of a cell, the rest of it is plain. */
function spreadsheet(text: string, separator: string): string[] {
  const cells: string[] = [];
  let rest = text.replace(/\r\n$/, '');
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"?/.exec(rest);
    rest = rest.slice(quoted?.[0].length ?? 0);
    const end = rest.search(new RegExp(`[\\r\\n${separator === '|' ? '\\|' : separator}]`));
    const plain = end === -1 ? rest : rest.slice(0, end);
    cells.push((quoted?.[1] ?? '').replaceAll('""', '"') + plain);
    if (end === -1) return cells;
    rest = rest.slice(end + 1);
  }
}
