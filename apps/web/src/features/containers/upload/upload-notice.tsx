import { CircleCheck, ExternalLink, RotateCw } from 'lucide-react';
import { problemText } from '../../../components/problem-alert.js';
import { Alert } from '../../../components/ui/alert.js';
import { Button } from '../../../components/ui/button.js';
import { Progress } from '../../../components/ui/progress.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { byteText, partText } from '../../../lib/quantities.js';
import { UploadQuestionDialog } from './upload-question-dialog.js';
import { UnreadableFile, type UploadState } from './upload-state.js';
import type { Upload } from './use-upload.js';

interface UploadNoticeProps {
  upload: Upload;
  serviceUrl: string;
}

/** Progress or result of an upload. */
export function UploadNotice({ upload: { state, question, answer, cancel, retry }, serviceUrl }: UploadNoticeProps) {
  const { t } = useTranslation();
  const isSending = state?.phase === 'sending';
  return (
    <div className="grid gap-3 empty:hidden">
      {/* Says beginning and end; in between the bar tells how far it is. */}
      <div role="status" className="text-xs wrap-anywhere text-muted-foreground empty:hidden">
        {state?.phase === 'reading' && t('upload.reading')}
        {isSending &&
          (state.name ? t('upload.sendingOne', { name: state.name }) : t('upload.sending', { count: state.files }))}
        {state?.phase === 'over' && state.stored > 0 && <Stored state={state} />}
      </div>
      {isSending && <Sending state={state} onCancel={cancel} />}
      {state?.phase === 'over' && state.stored > 0 && state.start && (
        <a
          href={`${serviceUrl}/${state.start.split('/').map(encodeURIComponent).join('/')}`}
          target="_blank"
          rel="noopener"
          className="focus-ring inline-flex min-h-11 w-fit items-center gap-1.5 rounded-md text-xs font-medium text-primary underline-offset-4 hover:underline md:min-h-6"
        >
          <ExternalLink className="size-3.5" aria-hidden />
          {t('upload.openStart', { folder: state.start })}
        </a>
      )}
      {state?.phase === 'over' && <NotStored state={state} onRetry={retry} />}
      {question && <UploadQuestionDialog question={question} onAnswer={answer} />}
    </div>
  );
}

function Sending({ state: { bytes, sent, stored, files }, onCancel }: { state: UploadState; onCancel: () => void }) {
  const { t, language } = useTranslation();
  const percent = bytes === 0 ? null : Math.min(100, (sent / bytes) * 100);
  return (
    <div className="grid gap-1.5 text-xs text-muted-foreground">
      <Progress percent={percent} label={t('upload.label')} />
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="tabular-nums">
          {t('upload.soFar', {
            stored,
            files,
            sent: partText(Math.min(sent, bytes), bytes, language),
            bytes: byteText(bytes, language),
          })}
        </span>
        <Button variant="ghost" size="compact" className="-mr-2.5" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
      </div>
    </div>
  );
}

function Stored({ state: { name, stored, leftOut } }: { state: UploadState }) {
  const { t } = useTranslation();
  return (
    <p className="flex gap-2">
      <CircleCheck className="mt-px size-3.5 shrink-0 text-success" aria-hidden />
      <span>
        {name
          ? t('upload.doneOne', { name })
          : t(stored === 1 ? 'upload.doneSingle' : 'upload.done', { count: stored })}
        {leftOut > 0 && ` ${t('upload.leftOut', { count: leftOut })}`}
      </span>
    </p>
  );
}

function NotStored({ state: { failures, unsent }, onRetry }: { state: UploadState; onRetry: Upload['retry'] }) {
  const { t } = useTranslation();
  if (failures.length === 0 && !unsent) return null;
  const again = [...failures.flatMap(({ item }) => item ?? []), ...(unsent?.items ?? [])];
  const cancelled = unsent?.reason === null;
  const count = failures.length + (unsent?.items.length ?? 0);
  const title = cancelled ? t('upload.cancelled', { count }) : t('upload.failed', { count });
  return (
    <Alert tone={cancelled ? 'warning' : 'danger'} role="alert" title={title}>
      {unsent && !cancelled && <p className="text-muted-foreground">{reasonText(unsent.reason, t)}</p>}
      {failures.length > 0 && (
        <ul
          tabIndex={0}
          aria-label={t('upload.failedList')}
          className="focus-ring -mx-1 grid max-h-44 gap-1.5 overflow-y-auto rounded-md px-1 text-xs"
        >
          {failures.map(({ path, reason }, index) => (
            <li key={index}>
              <span className="font-mono">{path}</span>
              <span className="block text-muted-foreground">{reasonText(reason, t)}</span>
            </li>
          ))}
        </ul>
      )}
      {again.length > 0 && (
        <Button variant="outline" size="compact" className="mt-2 justify-self-start" onClick={() => onRetry(again)}>
          <RotateCw aria-hidden />
          {cancelled ? t('upload.resume') : t('upload.retry')}
        </Button>
      )}
    </Alert>
  );
}

function reasonText(reason: unknown, t: ReturnType<typeof useTranslation>['t']): string {
  if (typeof reason === 'string') return reason;
  if (reason instanceof UnreadableFile) return t('upload.unreadable');
  const { title, detail } = problemText(reason, t);
  return `${title} ${detail}`;
}
