import type { MailEffect, MailRule, StoredMailRules } from '@spawner/contracts';
import { type PatternFault, readPattern } from '@spawner/contracts/values';

/** A rule as it is typed. */
export interface DraftRule {
  /** Stays with the rule when it is moved. */
  key: string;
  effect: MailEffect;
  pattern: string;
  note: string;
}

export const draftOf = ({ rules }: StoredMailRules): DraftRule[] =>
  rules.map((rule, index) => ({ ...rule, key: `stored-${index}` }));

let added = 0;

export const newRule = (): DraftRule => ({ key: `new-${++added}`, effect: 'allow', pattern: '', note: '' });

/** As they are saved; null where a pattern is wrong. */
export function rulesOf(draft: readonly DraftRule[]): MailRule[] | null {
  const rules: MailRule[] = [];
  for (const { effect, pattern, note } of draft) {
    const read = readPattern(pattern);
    if (read.fault) return null;
    rules.push({ effect, pattern: read.pattern, note: note.trim() });
  }
  return rules;
}

/** What is wrong with a pattern, and the index of the first character that is. */
export function faultOf(pattern: string): { fault: PatternFault | 'empty'; at: number } | null {
  if (pattern.trim() === '') return { fault: 'empty', at: 0 };
  const read = readPattern(pattern);
  return read.fault === null ? null : { fault: read.fault, at: read.at };
}

/** Some addresses are allowed, and all others as well. */
export const refusesNobody = (draft: readonly DraftRule[], defaultEffect: MailEffect): boolean =>
  defaultEffect === 'allow' && draft.length > 0 && draft.every(({ effect }) => effect === 'allow');

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const result = [...list];
  const [item] = result.splice(from, 1);
  if (item !== undefined) result.splice(to, 0, item);
  return result;
}
