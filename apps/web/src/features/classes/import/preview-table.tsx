import type { ImportReport, ImportRow } from '@spawner/contracts';
import { clsx } from 'clsx';
import { Badge, type Tone } from '../../../components/ui/badge.js';
import { Checkbox } from '../../../components/ui/checkbox.js';
import { useClassTexts } from '../texts/use-class-texts.js';
import type { EditedRow, ListedField } from './import.query.js';

interface PreviewTableProps {
  rows: readonly EditedRow[];
  /** Which columns there are. */
  fields: readonly ListedField[];
  /** Of the rows with a tick; undefined while they are being looked at. */
  report: ImportReport | undefined;
  onChange: (rows: EditedRow[]) => void;
}

const texts = {
  name: { heading: 'name', label: 'nameOf' },
  email: { heading: 'email', label: 'emailOf' },
  external_id: { heading: 'externalId', label: 'externalIdOf' },
  class_name: { heading: 'className', label: 'classNameOf' },
} as const;

/** Every cell can be corrected in place, which takes the row in again, and every row be left out. */
export function PreviewTable({ rows, fields, report, onChange }: PreviewTableProps) {
  const text = useClassTexts();
  const change = (index: number, values: Partial<EditedRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...values } : row)));
  const taken = rows.flatMap(({ isTaken }, index) => (isTaken ? [index] : []));
  const reported = new Map(report?.rows.map((row, at) => [taken[at], row]));
  const numbers = new Map(report?.rows.map(({ line }, at) => [line, (taken[at] ?? 0) + 1]));
  return (
    <div
      className="max-h-96 overflow-auto rounded-xl border"
      tabIndex={0}
      role="group"
      aria-label={text('import.verdict')}
    >
      <table className="w-full min-w-160 text-sm">
        <thead className="sticky top-0 z-10 bg-card text-left text-muted-foreground">
          <tr>
            <th className="py-2 pl-3">
              <Checkbox
                aria-label={text('import.takeAll')}
                checked={taken.length === rows.length}
                mixed={taken.length > 0 && taken.length < rows.length}
                onChange={({ target }) => onChange(rows.map((row) => ({ ...row, isTaken: target.checked })))}
              />
            </th>
            <th className="px-3 py-2 font-medium">{text('import.number')}</th>
            <th className="px-3 py-2 font-medium whitespace-nowrap">{text('import.verdict')}</th>
            {fields.map((field) => (
              <th key={field} className="px-2 py-2 font-medium">
                {text(`import.${texts[field].heading}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map((row, index) => (
            <tr key={index} className={clsx(!row.isTaken && 'text-muted-foreground')}>
              <td className="pl-3">
                <Checkbox
                  aria-label={text('import.take', { number: index + 1 })}
                  checked={row.isTaken}
                  onChange={({ target }) => change(index, { isTaken: target.checked })}
                />
              </td>
              <td className="px-3 text-muted-foreground tabular-nums">{index + 1}</td>
              {/* Before the cells: on a phone they are scrolled to. */}
              <td className="px-3 py-1">
                {row.isTaken ? (
                  <Verdict row={reported.get(index)} numbers={numbers} />
                ) : row.fault ? (
                  <Fault of={row.fault} />
                ) : (
                  <Badge tone="neutral">{text('import.leftOut')}</Badge>
                )}
              </td>
              {fields.map((field) => (
                <td key={field} className="py-1 pr-2">
                  <input
                    aria-label={text(`import.${texts[field].label}`, { number: index + 1 })}
                    value={row[field]}
                    onChange={({ target }) => change(index, { [field]: target.value, fault: null, isTaken: true })}
                    className="focus-ring h-9 w-full rounded-md border border-transparent bg-transparent px-2 hover:border-input focus-visible:bg-card"
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const tones: Partial<Record<string, Tone>> = {
  new: 'success',
  invited: 'success',
  joins: 'success',
  changed: 'warning',
};

function Fault({ of }: { of: NonNullable<ImportRow['fault']> }) {
  return (
    <Badge tone="danger" className="whitespace-normal!">
      {useClassTexts()(`import.faults.${of}`)}
    </Badge>
  );
}

interface VerdictProps {
  row: ImportRow | undefined;
  /** Of the rows in this table, by their lines. */
  numbers: ReadonlyMap<number, number>;
}

function Verdict({ row, numbers }: VerdictProps) {
  const text = useClassTexts();
  if (!row) return null;
  const { verdict, fault, before, name, repeats } = row;
  if (fault || verdict === 'wrong') return <Fault of={fault ?? 'bad_name'} />;
  const words =
    verdict === 'changed'
      ? before === name
        ? text('import.verdicts.numbered')
        : text('import.verdicts.changed', { before: before ?? '–', name })
      : verdict === 'repeated'
        ? text('import.verdicts.repeated', { number: numbers.get(repeats ?? 0) ?? 0 })
        : text(`import.verdicts.${verdict}`);
  return (
    <Badge tone={tones[verdict] ?? 'neutral'} className="whitespace-normal!">
      {words}
    </Badge>
  );
}
