import type { LimitKind, LimitRule, PersonRef } from '@spawner/contracts';
import { consolePages } from '@spawner/contracts/values';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useLimitAmount } from '../../../components/limit-amount/use-limit-amount.js';
import { type Column, DataTable } from '../../../components/table/data-table.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { LimitDialog } from './limit-dialog.js';
import { keyOf, limitKinds, ruleOf, type Subject, subjectName, subjectsOf } from './subjects.js';
import { useLimitRuleTexts } from './texts/use-limit-rule-texts.js';

interface LimitMatrixProps {
  rules: readonly LimitRule[];
  /** People without a rule of their own so far. */
  added: readonly PersonRef[];
}

/** For whom × what. A click on a cell changes its rule. */
export function LimitMatrix({ rules, added }: LimitMatrixProps) {
  const text = useLimitRuleTexts();
  const [edited, setEdited] = useState<{ subject: Subject; kind: LimitKind } | null>(null);
  const columns: Column<Subject>[] = [
    {
      head: text('who'),
      narrow: 'title',
      cell: (subject) => <Who subject={subject} />,
    },
    ...limitKinds.map(
      (kind): Column<Subject> => ({
        head: text(`kinds.${kind}`),
        narrow: 'line',
        cell: (subject) => (
          <Cell
            subject={subject}
            kind={kind}
            rule={ruleOf(rules, subject, kind)}
            onEdit={() => setEdited({ subject, kind })}
          />
        ),
      }),
    ),
  ];
  return (
    <>
      <DataTable
        label={text('matrix')}
        columns={columns}
        rows={subjectsOf(rules, added)}
        keyOf={keyOf}
        nameOf={(subject) => subjectName(subject, text)}
      />
      {edited && (
        <LimitDialog {...edited} rule={ruleOf(rules, edited.subject, edited.kind)} onClose={() => setEdited(null)} />
      )}
    </>
  );
}

function Who({ subject }: { subject: Subject }) {
  const text = useLimitRuleTexts();
  if (subject.scope !== 'user') return <span className="font-medium">{subjectName(subject, text)}</span>;
  return (
    <span className="grid">
      <Link
        to={consolePages.person.replace(':id', String(subject.person.id))}
        className="focus-ring w-fit rounded-sm font-medium wrap-anywhere underline-offset-4 hover:underline"
      >
        {subject.person.name}
      </Link>
      <span className="text-xs text-muted-foreground">{text('exception')}</span>
    </span>
  );
}

interface CellProps {
  subject: Subject;
  kind: LimitKind;
  rule: LimitRule | undefined;
  onEdit: () => void;
}

function Cell({ subject, kind, rule, onEdit }: CellProps) {
  const text = useLimitRuleTexts();
  const { amountText } = useLimitAmount();
  const { language } = useTranslation();
  const value = !rule ? text('none') : rule.value === null ? text('unlimited') : amountText(kind, rule.value);
  const applies = rule && appliesText(rule, text, language);
  return (
    <button
      type="button"
      onClick={onEdit}
      className="group focus-ring -mx-2 flex min-h-11 items-center gap-2 rounded-lg px-2 py-1 text-left transition-colors hover:bg-muted max-md:flex-1"
    >
      <span className="grid max-md:flex max-md:flex-wrap max-md:items-baseline max-md:gap-x-2">
        <span className="sr-only">
          {text('edit', { kind: text(`kinds.${kind}`), who: subjectName(subject, text) })}{' '}
        </span>
        <span className={rule ? 'font-medium tabular-nums' : 'text-muted-foreground'}>{value}</span>
        {applies && <span className="text-xs text-muted-foreground">{applies}</span>}
      </span>
      <Pencil
        className="size-3.5 shrink-0 text-muted-foreground transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100 max-md:ml-auto md:opacity-0"
        aria-hidden
      />
    </button>
  );
}

function appliesText(rule: LimitRule, text: ReturnType<typeof useLimitRuleTexts>, language: string): string {
  const count = rule.decides_for.toLocaleString(language);
  if (rule.until === null) return text('appliesTo', { count });
  const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }).format(new Date(rule.until));
  return text('appliesUntil', { count, date });
}
