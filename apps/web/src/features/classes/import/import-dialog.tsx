import type { Class, ImportReport, ImportRow } from '@spawner/contracts';
import { classPages } from '@spawner/contracts/values';
import { useMutation } from '@tanstack/react-query';
import { IdCard } from 'lucide-react';
import { useState } from 'react';
import { generatePath, Link } from 'react-router';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Alert } from '../../../components/ui/alert.js';
import { Button, buttonLook } from '../../../components/ui/button.js';
import { Checkbox } from '../../../components/ui/checkbox.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { useSettled } from '../../../lib/use-settled.js';
import { useClassAct } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';
import { type EditedRow, type ListedField, listOf, sendList, useImportPreview } from './import.query.js';
import { ListSource } from './list-source.js';
import { PreviewTable } from './preview-table.js';

const SETTLED_MS = 400;

interface ImportDialogProps {
  of: Class;
  onClose: () => void;
}

/** A list is looked at, corrected and taken over; nothing is stored before that. */
export function ImportDialog({ of, onClose }: ImportDialogProps) {
  const text = useClassTexts();
  const [first, setFirst] = useState<ImportReport | null>(null);
  const [rows, setRows] = useState<EditedRow[]>([]);
  const [isOneClass, setOneClass] = useState(false);
  const read = useMutation({
    mutationFn: (list: Blob) => sendList(of.id, list, true),
    onSuccess: (report) => {
      setFirst(report);
      setRows(report.rows.map((row) => ({ ...row, isTaken: row.fault === null })));
      setOneClass(false);
    },
  });
  const hasClasses = first?.rows.some(({ class_name: name }) => name !== '') ?? false;
  const fields: ListedField[] = ['name', 'email', 'external_id'];
  if (hasClasses && !isOneClass) fields.push('class_name');
  const taken = rows.filter(({ isTaken }) => isTaken);
  const out = rows.filter(({ isTaken }) => !isTaken);
  const list = first && taken.length > 0 ? listOf(taken, fields) : null;
  const settled = useSettled(list, SETTLED_MS);
  const preview = useImportPreview(of.id, settled);
  const isCurrent = settled === list && !preview.isPlaceholderData;
  const report = isCurrent ? preview.data : undefined;
  const apply = useClassAct((file: Blob) => sendList(of.id, file, false));
  const readAsOneClass = (isOne: boolean) => {
    setOneClass(isOne);
    setRows(rows.map((row) => (row.fault === 'unknown_class' ? { ...row, isTaken: isOne } : row)));
  };
  const count = report ? report.new + report.changed : 0;

  return (
    <Dialog title={text('import.title')} className="w-224" onClose={onClose}>
      <div className="mt-3 grid gap-4">
        {apply.data ? (
          <Alert
            tone={apply.data.wrong + out.length > 0 ? 'warning' : 'success'}
            role="status"
            title={text('import.done', { count: apply.data.new + apply.data.changed })}
          >
            <p>{sumText(apply.data, out, text)}</p>
            <NotTaken rows={[...out, ...apply.data.rows.filter(isOut)]} />
          </Alert>
        ) : first ? (
          <>
            <p className="text-sm text-muted-foreground">{text('import.invites')}</p>
            <PreviewTable rows={rows} fields={fields} report={report} onChange={setRows} />
            {hasClasses && (
              <label className="flex w-fit items-center gap-2 text-sm">
                <Checkbox checked={isOneClass} onChange={({ target }) => readAsOneClass(target.checked)} />
                {text('import.oneClass', { name: of.name })}
              </label>
            )}
            {first.ignored.length > 0 && (
              <p className="text-sm text-muted-foreground">
                {text('import.ignored', { columns: first.ignored.join(', ') })}
              </p>
            )}
            <p role="status" className="text-sm font-medium tabular-nums">
              {report ? sumText(report, out, text) : list === null ? text('import.nothing') : '…'}
            </p>
            {report && report.absent.length > 0 && (
              <details className="text-sm text-muted-foreground">
                <summary className="focus-ring w-fit rounded-sm">
                  {text('import.absent', { count: report.absent.length })}
                </summary>
                <p className="mt-1">{text('import.absentText')}</p>
                <p className="mt-1 wrap-anywhere">{report.absent.map(({ name }) => name).join(', ')}</p>
              </details>
            )}
          </>
        ) : (
          <>
            <p className="text-sm text-muted-foreground">{text('import.text')}</p>
            <ListSource isReading={read.isPending} onList={(file) => !read.isPending && read.mutate(file)} />
          </>
        )}
        {(read.error ?? preview.error ?? apply.error) && (
          <ProblemAlert error={read.error ?? preview.error ?? apply.error} />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          {first && !apply.data && (
            <Button variant="ghost" className="mr-auto" onClick={() => setFirst(null)}>
              {text('import.other')}
            </Button>
          )}
          <Button variant="outline" onClick={closeDialog}>
            {text(apply.data ? 'import.close' : 'cancel')}
          </Button>
          {apply.data && (
            <Link to={generatePath(classPages.cards, { id: String(of.id) })} className={buttonLook()}>
              <IdCard aria-hidden />
              {text('import.print')}
            </Link>
          )}
          {first && !apply.data && (
            <Button
              aria-disabled={count === 0 || apply.isPending}
              onClick={() => list !== null && count > 0 && !apply.isPending && apply.mutate(new Blob([list]))}
            >
              {apply.isPending && <Spinner />}
              {list !== null && !report
                ? '…'
                : !report || count === 0
                  ? text('import.nothing')
                  : text(report.wrong > 0 || out.some(({ fault }) => fault) ? 'import.submitValid' : 'import.submit', {
                      count,
                    })}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

const isOut = ({ verdict }: ImportRow) => verdict === 'wrong' || verdict === 'repeated';

function NotTaken({ rows }: { rows: readonly Pick<ImportRow, 'name' | 'email'>[] }) {
  const text = useClassTexts();
  if (rows.length === 0) return null;
  const names = rows.map(({ name, email }) => name || email || '–').join(', ');
  return <p className="mt-1 max-h-40 overflow-auto wrap-anywhere">{text('import.notTaken', { names })}</p>;
}

const sumText = (
  { new: fresh, changed, same, wrong }: ImportReport,
  out: readonly EditedRow[],
  text: ReturnType<typeof useClassTexts>,
): string => text('import.sum', { fresh, changed, same, wrong: wrong + out.length });
