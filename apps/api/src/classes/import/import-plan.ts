import { DisplayName, type ImportFault, type ImportRow, readAddress } from '@spawner/contracts';
import type { ListedPerson } from './listed-people.js';

const LONGEST = 80;

/** Somebody who is in the class. */
export interface KnownMember {
  readonly userId: number;
  /** What the class calls them. */
  readonly name: string;
  readonly email: string | null;
  readonly externalId: string | null;
  readonly isTeacher: boolean;
  readonly isClassAccount: boolean;
}

export interface Roster {
  readonly members: readonly KnownMember[];
  /** Who has an open invitation into the class, with the name that the class will use. */
  readonly invited: ReadonlyMap<string, string | null>;
  /** Addresses of accounts that are added without being asked. */
  readonly accounts: ReadonlyMap<string, number>;
  readonly isRefused: (email: string) => boolean;
}

export interface PlannedRow extends ImportRow {
  /** The member that the row is about. */
  readonly member: KnownMember | null;
}

/**
 * What becomes of each row. People are known by their number, else by their address, else by their name: the same file
 * again changes nothing.
 */
export function planned(people: readonly ListedPerson[], roster: Roster): PlannedRow[] {
  const byId = new Map(
    roster.members.flatMap((one) => (one.externalId === null ? [] : [[one.externalId, one] as const])),
  );
  const byEmail = new Map(roster.members.flatMap((one) => (one.email === null ? [] : [[one.email, one] as const])));
  const rows = people.map((person) => ({ line: person.line, ...read(person) }));
  const known = ({ email, externalId }: Read): KnownMember | undefined =>
    (externalId === '' ? undefined : byId.get(externalId)) ?? byEmail.get(email);
  /** How members will be called: one who is renamed by their number no longer has the old name. */
  const names = new Map(roster.members.map((one) => [one, folded(one.name)]));
  const taken = new Set<KnownMember>();
  const sure = new Set<string>();
  for (const row of rows.filter(({ fault }) => fault === null)) {
    const member = known(row);
    const keys = keysOf(row, member);
    const isRepeated = keys.some((key) => sure.has(key));
    for (const key of keys) sure.add(key);
    if (!member || isRepeated) continue;
    taken.add(member);
    if (!member.isTeacher) names.set(member, folded(row.name));
  }
  const byName = new Map<string, KnownMember[]>();
  for (const [one, name] of names) {
    const twins = byName.get(name);
    if (twins) twins.push(one);
    else byName.set(name, [one]);
  }
  const named = (name: string, externalId: string): KnownMember | undefined => {
    const fits = (byName.get(folded(name)) ?? []).filter(
      (one) => externalId === '' || (one.isClassAccount && one.externalId === null),
    );
    const free = fits.filter((one) => !taken.has(one));
    // With another number it is another person of the same name.
    return free.find((one) => one.externalId === null) ?? free[0] ?? (externalId === '' ? fits[0] : undefined);
  };

  const lines = new Map<string, number>();
  const repeated = (keys: readonly string[]) => keys.map((key) => lines.get(key)).find((line) => line !== undefined);
  return rows.map((values) => {
    const { line, name, email, externalId, fault } = values;
    const shown = shownOf(values);
    if (fault) return { ...shown, verdict: 'wrong', fault };
    // By name only where nothing else says who it is.
    const isNamed = email === '' && repeated(keysOf(values, undefined)) === undefined;
    const member = known(values) ?? (isNamed ? named(name, externalId) : undefined);
    const keys = keysOf(values, member);
    if (keys.length === 0) keys.push(`name ${folded(name)}`);
    const repeats = repeated(keys);
    for (const key of keys) if (!lines.has(key)) lines.set(key, repeats ?? line);
    if (repeats !== undefined) return { ...shown, verdict: 'repeated', repeats };
    if (member) {
      taken.add(member);
      return { ...shown, ...changeOf(member, name, externalId), member };
    }
    const pending = roster.invited.get(email);
    if (pending !== undefined)
      return { ...shown, ...(pending === name ? { verdict: 'same' } : { verdict: 'changed', before: pending }) };
    if (email === '') return { ...shown, verdict: 'new' };
    if (roster.accounts.has(email)) return { ...shown, verdict: 'joins' };
    if (roster.isRefused(email)) return { ...shown, verdict: 'wrong', fault: 'mail_not_allowed' };
    return { ...shown, verdict: 'invited' };
  });
}

/** Who would come into a class that the reader does not lead. */
export const withoutClass = (people: readonly ListedPerson[]): PlannedRow[] =>
  people.map((person) => ({
    ...shownOf({ line: person.line, ...read(person) }),
    ...{ verdict: 'wrong', fault: 'unknown_class' },
  }));

const shownOf = ({ line, name, email, externalId, className }: Read & { readonly line: number }) => ({
  ...{ line, name, email, external_id: externalId, class_name: className },
  ...{ before: null, repeats: null, fault: null, member: null },
});

/** A teacher is called as they call themselves. */
function changeOf(member: KnownMember, name: string, externalId: string) {
  const isNumbered = member.isClassAccount && externalId !== '' && member.externalId === null;
  const isRenamed = member.name !== name && !member.isTeacher;
  if (isRenamed) return { verdict: 'changed', before: member.name } as const;
  return isNumbered ? ({ verdict: 'changed', before: member.name } as const) : ({ verdict: 'same' } as const);
}

/** Two rows that share one of these are about the same person. */
const keysOf = ({ email, externalId }: Read, member: KnownMember | undefined): string[] => [
  ...(member ? [`member ${String(member.userId)}`] : []),
  ...(externalId === '' ? [] : [`id ${externalId}`]),
  ...(email === '' ? [] : [`mail ${email}`]),
];

export const folded = (name: string): string => name.normalize('NFC').toLowerCase();

interface Read {
  readonly name: string;
  readonly email: string;
  readonly externalId: string;
  readonly className: string;
  readonly fault: ImportFault | null;
}

/** The values as they are stored, or what is wrong with them. */
function read({ name, email, externalId, className }: ListedPerson): Read {
  const address = email === '' ? { email: '', fault: null } : readAddress(email);
  const values = {
    name: name.normalize('NFC'),
    email: address.email ?? email,
    externalId: externalId.normalize('NFC'),
    className,
  };
  const fault =
    faultOf(name, { missing: 'name_missing', bad: 'bad_name' }) ??
    (address.fault ? 'bad_address' : null) ??
    (externalId === '' ? null : faultOf(externalId, { missing: 'bad_id', bad: 'bad_id' }));
  return { ...cut(values), fault };
}

/** A cell of a megabyte is wrong, and is not sent back whole. */
const cut = (values: Omit<Read, 'fault'>): Omit<Read, 'fault'> => ({
  name: values.name.slice(0, 4 * LONGEST),
  email: values.email.slice(0, 4 * LONGEST),
  externalId: values.externalId.slice(0, 4 * LONGEST),
  className: values.className.slice(0, 4 * LONGEST),
});

function faultOf(text: string, faults: { missing: ImportFault; bad: ImportFault }): ImportFault | null {
  if (text === '') return faults.missing;
  if (text.normalize('NFC').length > LONGEST) return 'too_long';
  return DisplayName.safeParse(text).success ? null : faults.bad;
}
