import type { MailEffect } from '@spawner/contracts';

export interface Rule {
  readonly effect: MailEffect;
  /** In its stored form, see `readPattern`. */
  readonly pattern: string;
}

export interface Decision {
  readonly effect: MailEffect;
  /** Index of the rule that decides; null for the default effect. */
  readonly rule: number | null;
}

/** A rule whose pattern has this domain. */
interface Candidate {
  readonly index: number;
  /** The texts between the `*` of the name; null for every name. */
  readonly parts: readonly string[] | null;
}

/** Ordered mail rules. Indexed by domain: hundreds of rules are compared with the addresses of 100,000 accounts at once. */
export class MailRules {
  private readonly ofDomain = new Map<string, Candidate[]>();
  private readonly ofSubdomains = new Map<string, Candidate[]>();

  constructor(
    private readonly rules: readonly Rule[],
    private readonly otherwise: MailEffect,
  ) {
    for (const [index, { pattern }] of rules.entries()) {
      const [name = '', domain = ''] = pattern.split('@');
      const below = domain.startsWith('*.');
      const [map, key] = below ? [this.ofSubdomains, domain.slice(2)] : [this.ofDomain, domain];
      map.set(key, [...(map.get(key) ?? []), { index, parts: name === '' ? null : name.split('*') }]);
    }
  }

  /** The first rule that matches. @param email in its stored form, see `readAddress` */
  decide(email: string): Decision {
    const [name = '', domain = ''] = email.split('@');
    const candidates = [
      ...(this.ofDomain.get(domain) ?? []),
      ...parentsOf(domain).flatMap((parent) => this.ofSubdomains.get(parent) ?? []),
    ];
    const rule = candidates.reduce(
      (first, { index, parts }) => (index < first && (parts === null || fits(name, parts)) ? index : first),
      Infinity,
    );
    const found = this.rules[rule];
    return found ? { effect: found.effect, rule } : { effect: this.otherwise, rule: null };
  }
}

/** `a.b.example` → `b.example`, `example` */
function parentsOf(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(1).map((_, index) => labels.slice(index + 1).join('.'));
}

/** Linear: a regular expression of many `*` would take exponential time on some names. */
function fits(name: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = name.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return name.length >= from + last.length && name.endsWith(last);
}
