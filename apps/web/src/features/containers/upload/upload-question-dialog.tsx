import { Button } from '../../../components/ui/button.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import type { UploadItem } from '../../../lib/upload-item.js';
import type { UploadQuestion } from './upload-question.js';

interface UploadQuestionDialogProps {
  question: UploadQuestion;
  /** Null: not at all. */
  onAnswer: (items: readonly UploadItem[] | null) => void;
}

export function UploadQuestionDialog({ question, onAnswer }: UploadQuestionDialogProps) {
  const { t } = useTranslation();
  const { kind, name, answers } = question;
  return (
    <Dialog
      title={t(`upload.${kind === 'zipSite' ? 'zip' : kind}Title`, { name })}
      className="w-md"
      onClose={() => onAnswer(null)}
    >
      <p className="mt-2 text-sm wrap-anywhere text-muted-foreground">{t(`upload.${kind}Text`, { name })}</p>
      <div className="mt-6 grid gap-2">
        {answers.map(({ text, items }, index) => (
          <Button
            key={text}
            variant={index === 0 ? 'primary' : 'outline'}
            autoFocus={index === 0}
            onClick={() => onAnswer(items)}
          >
            {t(`upload.${text}`)}
          </Button>
        ))}
        <Button variant="ghost" onClick={closeDialog}>
          {t('action.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
