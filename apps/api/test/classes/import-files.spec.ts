import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decoded } from '../../src/classes/import/decoded.js';
import { type KnownMember, planned, type Roster } from '../../src/classes/import/import-plan.js';
import { type ListedPerson, peopleIn } from '../../src/classes/import/listed-people.js';
import { peopleByClass } from '../../src/classes/import/people-by-class.js';
import { AppError } from '../../src/errors/app-error.js';

const namesIn = (file: Buffer | string): string[] => peopleIn(textOf(file)).people.map(({ name }) => name);
const textOf = (file: Buffer | string): string => (typeof file === 'string' ? file : decoded(file));
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'none';
};
const windows1252 = (text: string): Buffer => Buffer.from(text.replaceAll('€', '\x80'), 'latin1');

describe('files of people', () => {
  it('Excel: semicolons, Windows-1252, CRLF', () => {
    const file = windows1252(
      'Nummer;Nachname;Vorname;E-Mail\r\n17;Müller;Jörg;JOERG@Schule.example\r\n18;Groß;Änne;\r\n',
    );
    expect(peopleIn(decoded(file)).people).toEqual([
      { line: 2, name: 'Jörg Müller', email: 'JOERG@Schule.example', externalId: '17', className: '' },
      { line: 3, name: 'Änne Groß', email: '', externalId: '18', className: '' },
    ]);
  });

  it('Excel "Unicode text": UTF-16LE with tabs', () => {
    const text = '\uFEFFName\tE-Mail\r\nŁucja Żak\tl@schule.example\r\n';
    expect(peopleIn(decoded(Buffer.from(text, 'utf16le'))).people).toMatchObject([
      { name: 'Łucja Żak', email: 'l@schule.example' },
    ]);
    expect(namesIn(Buffer.from(text, 'utf16le').swap16())).toEqual(['Łucja Żak']);
  });

  it('LibreOffice: UTF-8, commas, everything quoted, a line break and a quote in a name', () => {
    const file =
      '"Name","Student ID","Klasse","Ort"\n"Ada\nLovelace","1"," 7b ","Ulm"\n"Max ""Maxi"" Mustermann","2"\n';
    expect(peopleIn(file)).toEqual({
      people: [
        { line: 3, name: 'Ada Lovelace', email: '', externalId: '1', className: '7b' },
        { line: 4, name: 'Max "Maxi" Mustermann', email: '', externalId: '2', className: '' },
      ],
      ignored: ['Ort'],
    });
  });

  it('school software: "Name;Vorname" is the family name first; short rows, stray quotes and empty lines are read', () => {
    expect(namesIn('\uFEFFName;Vorname;E-Mail\n\nMuster;Max\n;;\nO"Brien;Pat;p@schule.example\n')).toEqual([
      'Max Muster',
      'Pat O"Brien',
    ]);
    expect(namesIn('NAME\rAda\rAlan\r')).toEqual(['Ada', 'Alan']);
  });

  it('line that names the separator for Excel: is no heading', () => {
    for (const begin of ['sep=;\r\n', '\uFEFFsep=;\n', 'SEP=;\n'])
      expect(namesIn(`${begin}Name;Klasse\r\nAda;7b\r\n`)).toEqual(namesIn('Name;Klasse\r\nAda;7b\r\n'));
  });

  it('what is no list of people: refused by name', () => {
    const rows = (count: number) => `Name\n${'Ada\n'.repeat(count)}`;
    expect(codeOf(() => namesIn(''))).toBe('file_unreadable');
    expect(codeOf(() => namesIn('Name;E-Mail\n'))).toBe('file_unreadable');
    expect(codeOf(() => namesIn('Ort;Straße\nBonn;Am Hof\n'))).toBe('file_unreadable');
    expect(codeOf(() => namesIn('Name\n"never closed\n'))).toBe('file_unreadable');
    expect(codeOf(() => namesIn(`Name${';x'.repeat(20)}\nAda\n`))).toBe('file_unreadable');
    expect(codeOf(() => namesIn(Buffer.from('PK\x03\x04\0\0workbook')))).toBe('file_unreadable');
    expect(codeOf(() => namesIn(Buffer.alloc(1000)))).toBe('file_unreadable');
    // Cut off in the middle of a letter.
    const cut = Buffer.from('\uFEFFName\nAda\n', 'utf16le').subarray(0, -1);
    expect(codeOf(() => namesIn(cut))).toBe('file_unreadable');
    expect(codeOf(() => namesIn(rows(2001)))).toBe('too_many_rows');
    expect(namesIn(rows(2000))).toHaveLength(2000);
  });

  it('any names, written by any spreadsheet: come out as they went in', () => {
    // A sign of Windows-1252 after an umlaut can be valid UTF-8: then nobody can tell which it is.
    const cell = fc
      .string({ unit: fc.constantFrom('a', 'Z', 'ä', 'ß', ' ', "'", '-', ';', ',', '"', '\t', '\n', '5 €') })
      .filter((text) => text.trim() !== '');
    const people = fc.array(fc.tuple(cell, fc.constantFrom('', '17', 'x-9')), { minLength: 1, maxLength: 5 });
    const spreadsheets = fc.constantFrom(
      (text: string) => Buffer.from(text),
      (text: string) => Buffer.from(`\uFEFF${text}`),
      (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
      windows1252,
    );
    fc.assert(
      fc.property(
        people,
        fc.constantFrom(';', ',', '\t'),
        fc.constantFrom('\n', '\r\n'),
        spreadsheets,
        (rows, separator, end, save) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const text = [['Name', 'ID'], ...rows].map((row) => row.map(quoted).join(separator)).join(end);
          expect(peopleIn(decoded(save(text))).people.map(({ name, externalId }) => [name, externalId])).toEqual(
            rows.map(([name, id]) => [name.replaceAll(/\s+/g, ' ').trim(), id]),
          );
        },
      ),
    );
  });
});

describe('plan of an import', () => {
  const member = (userId: number, more: Partial<KnownMember>): KnownMember => ({
    ...{ userId, name: `Person ${String(userId)}`, email: null, externalId: null },
    ...{ isTeacher: false, isClassAccount: true, ...more },
  });
  const roster = (more: Partial<Roster> = {}): Roster => ({
    ...{ members: [], invited: new Map(), accounts: new Map(), isRefused: () => false, ...more },
  });
  const row = (name: string, more: Partial<ListedPerson> = {}): ListedPerson => ({
    ...{ line: 2, name, email: '', externalId: '', className: '', ...more },
  });
  const verdicts = (people: readonly ListedPerson[], known: Roster) =>
    planned(people, known).map(({ verdict, before, repeats, fault }) => fault ?? repeats ?? before ?? verdict);

  it('known by number, else by address, else by name', () => {
    const known = roster({
      members: [
        member(1, { name: 'Ada', externalId: '17' }),
        member(2, { name: 'Alan', email: 'alan@s.example', isClassAccount: false }),
        member(3, { name: 'Grace' }),
        member(4, { name: 'Ms Vogel', email: 'v@s.example', isTeacher: true, isClassAccount: false }),
      ],
      invited: new Map([['p@s.example', 'Pat']]),
    });
    const people = [
      row('Ada L.', { externalId: '17' }),
      row('Alan', { email: 'ALAN@s.example' }),
      row('grace'),
      row('Grace', { externalId: '19', line: 9 }),
      row('V.', { email: 'v@s.example' }),
      row('Pat', { email: 'p@s.example' }),
      row('Kim'),
      row('Kim'),
      row('New', { email: 'n@s.example' }),
    ];
    expect(verdicts(people, known)).toEqual(['Ada', 'same', 'Grace', 'new', 'same', 'same', 'new', 2, 'invited']);
  });

  it('wrong rows: each with its fault, the others are done', () => {
    const known = roster({ isRefused: (email) => email.endsWith('@evil.example') });
    const people = [
      row(''),
      row('x'.repeat(81)),
      row('x'.repeat(1_000_000)),
      row('A\u202Eda'),
      row('Ada', { email: 'not an address' }),
      row('Ada', { email: 'a@evil.example' }),
      row('Ada', { externalId: 'x'.repeat(81) }),
      row('Ada'),
    ];
    expect(verdicts(people, known)).toEqual([
      ...['name_missing', 'too_long', 'too_long', 'bad_name', 'bad_address', 'mail_not_allowed', 'too_long', 'new'],
    ]);
    expect(JSON.stringify(planned(people, known)).length).toBeLessThan(5_000);
  });

  it('class of a row: by its name, without one the class of the import; unknown, or there twice: none', () => {
    const [own, other, twin] = [
      { id: 7, name: '7b' },
      { id: 8, name: '8a Änne' },
      { id: 9, name: '9c' },
    ] as const;
    const classes = [own, other, twin, { id: 10, name: '9C' }, { id: 11, name: '7B' }];
    const found = (className: string) => [...peopleByClass([row('Ada', { className })], own, classes).keys()];
    for (const className of ['', '7b', '7B']) expect(found(className)).toEqual([own]);
    expect(found('8A A\u0308NNE')).toEqual([other]);
    for (const className of ['9c', '8', '7 b']) expect(found(className)).toEqual([null]);
  });

  it('any file again: changes nothing and makes nobody', () => {
    const person = fc.record({
      line: fc.constant(2),
      name: fc.constantFrom('Ada', 'ada', 'Alan', 'Grace', ''),
      email: fc.constantFrom('', '', 'a@s.example', 'A@s.example', 'b@s.example'),
      externalId: fc.constantFrom('', '1', '2'),
      className: fc.constantFrom('', '', '7b', '8a', '9c'),
    });
    const start = fc.subarray([
      member(1, { name: 'Ada' }),
      member(2, { name: 'Ada', externalId: '2' }),
      member(3, { name: 'Grace', email: 'b@s.example', isClassAccount: false }),
    ]);
    fc.assert(
      fc.property(start, start, fc.array(person, { maxLength: 6 }), (members, others, people) => {
        const own = { id: 7, name: '7b', roster: roster({ members }) };
        const other = { id: 8, name: '8a', roster: roster({ members: others }) };
        for (const [one, those] of peopleByClass(people, own, [own, other])) {
          if (one === null) continue;
          const rows = planned(those, one.roster);
          const again = planned(those, afterwards(one.roster, rows)).map(({ verdict }) => verdict);
          expect(
            again.filter((verdict) => verdict !== 'same' && verdict !== 'repeated' && verdict !== 'wrong'),
          ).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  /** What the class is after the import, as ClassImport stores it. */
  function afterwards(before: Roster, rows: ReturnType<typeof planned>): Roster {
    const members = [...before.members];
    const invited = new Map(before.invited);
    for (const { verdict, name, email, external_id: externalId, member: known } of rows) {
      if (verdict === 'new')
        members.push(member(members.length + 10, { name, externalId: externalId === '' ? null : externalId }));
      if (verdict === 'invited' || (verdict === 'changed' && !known)) invited.set(email, name);
      if (verdict === 'changed' && known)
        members[members.indexOf(known)] = {
          ...known,
          name,
          externalId: known.isClassAccount ? (known.externalId ?? (externalId === '' ? null : externalId)) : null,
        };
    }
    return { ...before, members, invited };
  }
});
