import type { PrintedCards } from '@spawner/contracts';

/** For a mail merge. With a BOM and semicolons, as Excel reads it; what a spreadsheet would run as a formula is text. */
export function codesCsv(headings: readonly string[], { class_code: classCode, typed_at: at, cards }: PrintedCards) {
  const rows = cards.map(({ name, slug, code, url }) => [name, slug, at, classCode, code, url]);
  return `\ufeff${[headings, ...rows].map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`;
}

const cell = (text: string): string => `"${text.replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
