import type { LimitKind, LimitRule, PersonRef } from '@spawner/contracts';
import type { RuleAbout } from './limits.query.js';
import type { useLimitRuleTexts } from './texts/use-limit-rule-texts.js';

export const limitKinds = ['running', 'cards', 'memory', 'cpu', 'storage'] as const satisfies readonly LimitKind[];

/** Whom a row of the matrix is about. */
export type Subject =
  | { scope: 'everyone' }
  | { scope: 'role'; role: 'user' | 'manager' | 'admin' }
  | { scope: 'user'; person: PersonRef };

const general: readonly Subject[] = [
  { scope: 'everyone' },
  ...(['user', 'manager', 'admin'] as const).map((role) => ({ scope: 'role', role }) as const),
];

export const keyOf = (subject: Subject): string =>
  subject.scope === 'everyone' ? 'everyone' : subject.scope === 'role' ? subject.role : `person-${subject.person.id}`;

/** Everyone, the roles, the people with exceptions by name, and those for whom one is about to be made. */
export function subjectsOf(rules: readonly LimitRule[], added: readonly PersonRef[]): Subject[] {
  const people = new Map(
    [...rules.flatMap(({ person }) => person ?? []), ...added].map((person) => [person.id, person]),
  );
  const named = [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
  return [...general, ...named.map((person) => ({ scope: 'user', person }) as const)];
}

export const aboutOf = (subject: Subject, kind: LimitKind): RuleAbout => ({
  scope: subject.scope,
  kind,
  ...(subject.scope === 'role' && { role: subject.role }),
  ...(subject.scope === 'user' && { user_id: subject.person.id }),
});

export const ruleOf = (rules: readonly LimitRule[], subject: Subject, kind: LimitKind): LimitRule | undefined =>
  rules.find(
    (rule) =>
      rule.kind === kind &&
      rule.scope === subject.scope &&
      (subject.scope !== 'role' || rule.role === subject.role) &&
      (subject.scope !== 'user' || rule.person?.id === subject.person.id),
  );

export const subjectName = (subject: Subject, text: ReturnType<typeof useLimitRuleTexts>): string =>
  subject.scope === 'everyone'
    ? text('everyone')
    : subject.scope === 'role'
      ? text(`roles.${subject.role}`)
      : subject.person.name;
