import type { KeptFolder } from '@spawner/contracts';
import { useState } from 'react';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { keptText } from './volumes-text.js';

interface RemoveDialogProps {
  name: string;
  kept: readonly KeptFolder[];
  onConfirm: (withFiles: boolean) => void;
  onClose: () => void;
}

/** What is kept goes only when that is asked for. */
export function RemoveDialog({ name, kept, onConfirm, onClose }: RemoveDialogProps) {
  const { t, language } = useTranslation();
  const [withFiles, setWithFiles] = useState(false);
  return (
    <ConfirmDialog
      title={t('action.removeTitle', { name })}
      text={t(kept.length > 0 ? 'action.removeTextKept' : 'action.removeText')}
      confirm={t('action.remove')}
      cancel={t('action.cancel')}
      onConfirm={() => onConfirm(withFiles)}
      onClose={onClose}
    >
      {kept.length > 0 && (
        <label className="mt-4 flex min-h-11 items-start gap-3 rounded-lg border p-3 text-sm wrap-anywhere">
          <input
            type="checkbox"
            checked={withFiles}
            onChange={(event) => setWithFiles(event.target.checked)}
            className="focus-ring mt-0.5 size-4 shrink-0 accent-danger"
          />
          {t('action.alsoRemoveFiles', { folders: keptText(kept, language) })}
        </label>
      )}
    </ConfirmDialog>
  );
}
