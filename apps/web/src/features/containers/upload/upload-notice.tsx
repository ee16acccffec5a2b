import { CircleCheck } from 'lucide-react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Alert } from '../../../components/ui/alert.js';
import { Progress } from '../../../components/ui/progress.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { UnreadableFile, type Upload } from './upload.mutation.js';

/** Progress or result of an upload. */
export function UploadNotice({ upload: { uploading, done, step, error } }: { upload: Upload }) {
  const { t } = useTranslation();
  if (!step) return null;
  if (error instanceof UnreadableFile) {
    return (
      <Alert tone="danger" role="alert" title={t('upload.failed', { name: step.name })}>
        <p className="text-muted-foreground">{t('upload.unreadable')}</p>
      </Alert>
    );
  }
  if (error) {
    return (
      <ProblemAlert error={error}>
        <p className="text-xs text-muted-foreground">{t('upload.failed', { name: step.name })}</p>
      </ProblemAlert>
    );
  }
  const text = t('upload.progress', { name: step.name, number: step.number, count: step.count });
  return (
    <div role="status" className="grid gap-1.5 text-xs wrap-anywhere text-muted-foreground">
      {uploading && (
        <>
          {text}
          <Progress percent={null} label={text} />
        </>
      )}
      {done && (
        <p className="flex gap-2">
          <CircleCheck className="mt-px size-3.5 shrink-0 text-success" aria-hidden />
          {step.count === 1 ? t('upload.doneOne', { name: step.name }) : t('upload.done', { count: step.count })}
        </p>
      )}
    </div>
  );
}
