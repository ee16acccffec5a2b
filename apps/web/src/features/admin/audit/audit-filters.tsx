import { X } from 'lucide-react';
import { FilterSelect } from '../../../components/table/filter-select.js';
import { useTableTexts } from '../../../components/table/texts/use-table-texts.js';
import type { ListAddress } from '../../../components/table/use-address.js';
import { Input } from '../../../components/ui/input.js';
import { useTranslation } from '../../../i18n/i18n.js';
import type { auditFilters } from './audit.query.js';
import { knownActions, useActionText, useAuditTexts } from './texts/use-audit-texts.js';

/** Above the list. The people are chosen elsewhere, and can only be taken away here. */
export function AuditFilters({ list: { values, set } }: { list: ListAddress<typeof auditFilters> }) {
  const text = useAuditTexts();
  const table = useTableTexts();
  const actionText = useActionText();
  const { language } = useTranslation();
  const actions = knownActions
    .map((value) => ({ value: value, label: actionText(value) }))
    .sort((a, b) => a.label.localeCompare(b.label, language));
  const unlisted = values.action !== '' && !actions.some(({ value }) => value === values.action);
  return (
    <div className="flex flex-wrap items-end gap-3">
      <FilterSelect
        label={text('action')}
        value={values.action}
        onChange={(action) => set({ action })}
        options={[
          { value: '', label: table('all') },
          ...actions,
          ...(unlisted ? [{ value: values.action, label: values.action }] : []),
        ]}
      />
      <FilterSelect
        label={text('outcome')}
        value={values.outcome}
        onChange={(outcome) => set({ outcome })}
        options={[
          { value: '', label: table('all') },
          ...(['done', 'refused', 'failed'] as const).map((value) => ({ value, label: text(value) })),
        ]}
      />
      <div className="flex flex-wrap gap-3 max-sm:basis-full">
        <DayField label={text('since')} value={values.from} onChange={(from) => set({ from })} />
        <DayField label={text('until')} value={values.to} onChange={(to) => set({ to })} />
      </div>
      {values.actor && (
        <Chip
          name={text('byPerson', { name: text('person', { id: values.actor }) })}
          onRemove={() => set({ actor: '' })}
        />
      )}
      {values.about && (
        <Chip
          name={text('aboutPerson', { name: text('person', { id: values.about }) })}
          onRemove={() => set({ about: '' })}
        />
      )}
    </div>
  );
}

interface DayFieldProps {
  label: string;
  value: string;
  onChange: (day: string) => void;
}

const DayField = ({ label, value, onChange }: DayFieldProps) => (
  <label className="grid gap-1 text-xs font-medium text-muted-foreground max-sm:flex-1">
    {label}
    <Input
      type="date"
      className="min-w-36 font-normal text-foreground md:h-10"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  </label>
);

function Chip({ name, onRemove }: { name: string; onRemove: () => void }) {
  const text = useAuditTexts();
  return (
    <span className="inline-flex h-11 items-center gap-1 rounded-lg border bg-accent pl-3 text-sm text-accent-foreground md:h-10">
      {name}
      <button
        type="button"
        aria-label={text('removeFilter', { name })}
        className="focus-ring grid size-10 place-items-center rounded-lg"
        onClick={onRemove}
      >
        <X className="size-4" aria-hidden />
      </button>
    </span>
  );
}
