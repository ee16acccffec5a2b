import { MOST_IMPORTED } from '@spawner/contracts';
import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { AppError } from '../../errors/app-error.js';

const MOST_COLUMNS = 20;
const SEPARATORS = [';', ',', '\t'] as const;

/** A row as it stands in the file. */
export interface ListedPerson {
  /** Where the row ends in the file. */
  readonly line: number;
  readonly name: string;
  readonly email: string;
  readonly externalId: string;
  /** Empty: no cell, or no such column. */
  readonly className: string;
}

export interface PeopleInFile {
  readonly people: readonly ListedPerson[];
  /** Headings of columns that are not read. */
  readonly ignored: readonly string[];
}

interface Columns {
  readonly name: number;
  readonly first: number;
  readonly last: number;
  readonly email: number;
  readonly externalId: number;
  readonly className: number;
}

/** Headings without capitals, blanks and signs, as German and English software writes them. */
const headings: Readonly<Record<keyof Columns, readonly string[]>> = {
  name: ['name', 'fullname', 'displayname', 'vollstandigername', 'anzeigename', 'schuler', 'schulerin', 'student'],
  first: ['vorname', 'rufname', 'firstname', 'givenname'],
  last: ['nachname', 'familienname', 'lastname', 'surname', 'familyname'],
  email: ['email', 'mail', 'emailadresse', 'mailadresse', 'emailaddress', 'mailaddress'],
  externalId: ['id', 'nummer', 'nr', 'schulernummer', 'schulerid', 'externeid', 'externalid', 'number', 'studentid'],
  className: ['klasse', 'klassenname', 'class', 'classname'],
};

/** Some programs write it for Excel. An empty line in its place keeps the numbers of the lines. */
const SEPARATOR_LINE = /^\uFEFF?sep=.\r?\n/i;

/** @throws AppError `file_unreadable`, `too_many_rows` */
export function peopleIn(text: string): PeopleInFile {
  const [head, ...rows] = recordsOf(text.replace(SEPARATOR_LINE, '\n'));
  if (!head || rows.length === 0) throw new AppError('file_unreadable');
  if (rows.length > MOST_IMPORTED) throw new AppError('too_many_rows', { most: MOST_IMPORTED });
  const columns = columnsOf(head.record);
  const read = new Set(Object.values(columns));
  return {
    people: rows.map(({ record, info }) => personOf(record, info.lines, columns)),
    ignored: head.record.filter((heading, index) => heading !== '' && !read.has(index)),
  };
}

function recordsOf(text: string): { record: string[]; info: InfoRecord }[] {
  try {
    return parse(text, {
      bom: true,
      delimiter: separatorOf(text),
      info: true,
      // School software writes short rows, and quotes inside of names.
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      to: MOST_IMPORTED + 2,
    }) as unknown as { record: string[]; info: InfoRecord }[];
  } catch (error) {
    if (error instanceof CsvError) throw new AppError('file_unreadable', {}, { cause: error });
    throw error;
  }
}

/** The one that the first line has most of; in a file with one column there is none, and any will do. */
function separatorOf(text: string): string {
  const first = /^.*$/m.exec(text.replace(/^\uFEFF?\s*/, ''))?.[0] ?? '';
  const countOf = (separator: string): number => first.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (countOf(separator) > countOf(best) ? separator : best));
}

function columnsOf(head: readonly string[]): Columns {
  const words = head.map((heading) =>
    heading
      .normalize('NFKD')
      .replaceAll(/\p{Mark}/gu, '')
      .toLowerCase()
      .replaceAll(/[^a-z]/g, ''),
  );
  const find = (column: keyof Columns): number => words.findIndex((word) => headings[column].includes(word));
  const [name, first, last] = [find('name'), find('first'), find('last')];
  const others = { first, email: find('email'), externalId: find('externalId'), className: find('className') };
  // "Name;Vorname": the first is the family name then.
  const columns =
    first >= 0 && last < 0 ? { ...others, name: -1, last: name } : { ...others, name: last >= 0 ? -1 : name, last };
  const hasName = columns.name >= 0 || columns.first >= 0 || columns.last >= 0;
  if (!hasName || head.length > MOST_COLUMNS) throw new AppError('file_unreadable');
  return columns;
}

function personOf(record: readonly string[], line: number, columns: Columns): ListedPerson {
  const cell = (index: number): string => (record[index] ?? '').replaceAll(/\s+/g, ' ').trim();
  const name = columns.name >= 0 ? cell(columns.name) : `${cell(columns.first)} ${cell(columns.last)}`.trim();
  return {
    ...{ line, name, email: cell(columns.email), externalId: cell(columns.externalId) },
    className: cell(columns.className),
  };
}
