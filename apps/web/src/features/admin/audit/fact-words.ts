import type { AuditEvent } from '@spawner/contracts';
import { de as jobs } from '../../../components/jobs/texts/de.js';
import { useJobTexts } from '../../../components/jobs/texts/use-job-texts.js';
import { useLimitAmount } from '../../../components/limit-amount/use-limit-amount.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { de } from './texts/de.js';
import { useAuditTexts } from './texts/use-audit-texts.js';

type Fact = AuditEvent['facts'][string];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Ids for programs: they are in the export. */
const HIDDEN: readonly string[] = ['login_id', 'job', 'visit', 'deleted', 'user'];
/** Values that are named like those of another fact. */
const SAME_WORDS: Readonly<Record<string, string>> = { to: 'from', role: 'from', needed: 'scopes' };

function isKey<T extends object>(words: T, key: string): key is keyof T & string {
  return Object.hasOwn(words, key);
}

/** The database keeps no order; unknown facts come last. */
function inOrder(facts: AuditEvent['facts']): [string, Fact][] {
  const names = Object.keys(de.factNames);
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  return Object.entries(facts).sort(([a], [b]) => place(a) - place(b));
}

/** What an event is about and its facts, in the reader's words. A newer server may record facts that this page does not know. */
export function useFactWords() {
  const text = useAuditTexts();
  const jobText = useJobTexts();
  const { language } = useTranslation();
  const { amountText } = useLimitAmount();
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' });

  const known = (group: string, value: string): string | undefined => {
    const isKnown = isKey(de.factValues, group) && Object.hasOwn(de.factValues[group], value);
    return isKnown ? text(`factValues.${group}.${value}` as 'factValues.way.link') : undefined;
  };

  const valueText = ({ action, subject }: AuditEvent, name: string, value: Exclude<Fact, null>): string => {
    if (action === 'limit_changed' && name === 'value' && isKey(de.limits, subject ?? ''))
      return amountText(subject as keyof typeof de.limits, Number(value));
    if (typeof value === 'boolean') return text(value ? 'yes' : 'no');
    if (typeof value === 'number') return value.toLocaleString(language);
    if ((name === 'until' || name === 'asked_at') && !Number.isNaN(Date.parse(value)))
      return moment.format(new Date(value));
    if (name === 'kind' && isKey(jobs.kinds, value)) return jobText(`kinds.${value}`);
    if (name === 'scopes')
      return value
        .split(' ')
        .map((scope) => known('scopes', scope) ?? scope)
        .join(', ');
    // Of a refused login it is a code; elsewhere a person wrote it.
    const group = name === 'reason' && action === 'login_refused' ? 'code' : (SAME_WORDS[name] ?? name);
    return known(group, value) ?? value;
  };

  const subjectText = ({ action, subject, about }: AuditEvent): string | null => {
    if (subject === null || UUID.test(subject) || subject === String(about?.id)) return null;
    if (action === 'login_requested') return text('person', { id: subject });
    if (action.startsWith('container_') || action === 'file_uploaded') return text('card', { type: subject });
    if (action === 'limit_changed' && isKey(de.limits, subject)) return text(`limits.${subject}`);
    if (action === 'setting_changed' && isKey(de.settings, subject)) return text(`settings.${subject}`);
    return subject;
  };

  const factTexts = (event: AuditEvent): { name: string; value: string }[] =>
    inOrder(event.facts).flatMap(([name, value]) => {
      if (HIDDEN.includes(name)) return [];
      const label = isKey(de.factNames, name) ? text(`factNames.${name}`) : name;
      if (value !== null) return [{ name: label, value: valueText(event, name, value) }];
      return event.action === 'limit_changed' && name === 'value' ? [{ name: label, value: text('unlimited') }] : [];
    });

  return { subjectText, factTexts };
}
