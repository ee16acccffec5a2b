import { type Consents, givenConsents } from '@spawner/engine';
import type { Finding } from '../../runtime/finding.js';
import type { Template } from '../../templates/template.js';

/** What the operator lets templates have beyond the defaults, and which templates wait for more. */
export function consentFindings(consents: Consents, templates: readonly Template[]): Finding[] {
  const given = givenConsents(consents);
  return [
    given.length === 0
      ? { result: 'holds', about: 'templates', says: 'none may have more than the defaults' }
      : {
          result: 'hint',
          about: 'templates',
          says: `may have more than the defaults: ${given.join(' ')}`,
          fix: ['docs/security-containers.md says what each line risks; without it in .env the defaults hold'],
        },
    ...templates.flatMap(({ type, missingConsents }): Finding[] =>
      missingConsents.length === 0
        ? []
        : [
            {
              result: 'missing',
              about: `template ${type}`,
              says: 'is not started, because it needs more than .env permits',
              fix: [...missingConsents],
            },
          ],
    ),
  ];
}
