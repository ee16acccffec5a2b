import { CircleAlert, FileArchive, Files } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { Field } from '../../components/ui/field.js';
import { Progress } from '../../components/ui/progress.js';
import { Spinner } from '../../components/ui/spinner.js';
import { useTranslation } from '../../i18n/i18n.js';
import { focusFirstError } from '../../lib/focus-first-error.js';
import { byteText, partText } from '../../lib/quantities.js';
import type { UploadItem } from '../../lib/upload-item.js';
import type { ClassDialogProps } from './class-dialog.js';
import { useCountOfAll } from './material.query.js';
import { unpacks } from './pack-material.js';
import { TemplateSelect } from './template-select.js';
import { useMaterialTexts } from './texts/use-material-texts.js';
import { Tick } from './tick.js';
import { useHandOut } from './use-hand-out.js';

const WRONG = /^\.|[/\\]/;
const LONGEST_NAME = 80;

interface HandOutDialogProps extends ClassDialogProps {
  items: readonly UploadItem[];
  /** Templates with a folder for files. */
  types: readonly string[];
  mostBytes: number;
}

/** What was dropped or chosen, before everybody gets it. */
export function HandOutDialog({ classId, type: first, people, items, types, mostBytes, onClose }: HandOutDialogProps) {
  const text = useMaterialTexts();
  const { language } = useTranslation();
  const [name, setName] = useState(() => nameOf(items));
  const [type, setType] = useState(first);
  const [later, setLater] = useState(true);
  const [complains, setComplains] = useState(false);
  const { data: all } = useCountOfAll(classId, type, people === null);
  const handOut = useHandOut(classId);
  const files = items.filter(({ file }) => file !== null);
  const bytes = files.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
  const tooLarge = bytes > mostBytes;
  const isZip = unpacks(items);
  const wrong =
    name.trim() === '' ? text('handOut.nameMissing') : WRONG.test(name.trim()) ? text('handOut.nameWrong') : null;
  const count = people?.length ?? all;
  const { sent, isPending } = handOut;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending || tooLarge) return;
    if (wrong !== null) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    handOut.mutate({ name: name.trim(), type, later, items, people }, { onSuccess: onClose });
  };
  const size = byteText(bytes, language);
  return (
    <Dialog title={text('handOut.dialog')} className="w-lg" onClose={onClose}>
      <form onSubmit={submit} noValidate className="mt-3 grid gap-4">
        <p className="flex items-start gap-3 rounded-xl border bg-muted/40 px-4 py-3 text-sm">
          {isZip ? (
            <FileArchive className="mt-0.5 size-4 shrink-0 text-primary" aria-hidden />
          ) : (
            <Files className="mt-0.5 size-4 shrink-0 text-primary" aria-hidden />
          )}
          <span className="grid min-w-0 gap-0.5">
            <span className="font-medium wrap-anywhere">{titleOf(items)}</span>
            <span className="text-muted-foreground">
              {files.length === 1 ? text('handOut.one', { size }) : text('handOut.many', { count: files.length, size })}
              {isZip && ` · ${text('handOut.zip')}`}
            </span>
          </span>
        </p>
        {tooLarge && (
          <p role="alert" className="flex gap-1.5 text-sm text-danger">
            <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
            {text('handOut.tooLarge', { size: byteText(mostBytes, language) })}
          </p>
        )}
        <Field
          label={text('handOut.name')}
          autoComplete="off"
          maxLength={LONGEST_NAME}
          value={name}
          onChange={({ target }) => setName(target.value)}
          error={complains ? wrong : null}
        />
        <TemplateSelect types={types} value={type} onChange={setType} />
        {people === null && <Tick label={text('handOut.later')} checked={later} onChange={setLater} />}
        {isPending && (
          <div className="grid gap-2 text-sm text-muted-foreground tabular-nums">
            <Progress percent={sent && (100 * sent.done) / Math.max(1, sent.total)} label={text('handOut.dialog')} />
            <span>
              {sent
                ? text('handOut.sending', {
                    done: partText(sent.done, sent.total, language),
                    total: byteText(sent.total, language),
                  })
                : text('handOut.packing')}
            </span>
          </div>
        )}
        {handOut.isError && <ProblemAlert error={handOut.error} />}
        <div className="mt-1 flex flex-wrap justify-end gap-2">
          <Button variant="outline" onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={isPending || tooLarge}>
            {isPending && <Spinner />}
            {count === undefined
              ? text('handOut.submitAll')
              : count === 1
                ? text('handOut.submitOne')
                : text(people === null ? 'handOut.submit' : 'handOut.submitSome', { count })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The folder that holds everything, or the first of the files. */
const titleOf = (items: readonly UploadItem[]): string => {
  const tops = [...new Set(items.map(({ path }) => path.split('/')[0] ?? ''))];
  return tops.slice(0, 3).join(', ') + (tops.length > 3 ? ` + ${tops.length - 3}` : '');
};

const nameOf = (items: readonly UploadItem[]): string =>
  (items[0]?.path.split('/')[0] ?? '')
    .replace(/(.)\.[^.]{1,8}$/, '$1')
    .replaceAll(/[/\\]|^\.+/g, '')
    .slice(0, LONGEST_NAME)
    .trim();
