import type { Volume } from '@spawner/contracts';
import { useState } from 'react';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { volumesText } from './volumes-text.js';

interface RemoveDialogProps {
  name: string;
  volumes: readonly Volume[];
  onConfirm: (deleteVolumes: boolean) => void;
  onClose: () => void;
}

/** Volumes are only deleted when the box is checked. */
export function RemoveDialog({ name, volumes, onConfirm, onClose }: RemoveDialogProps) {
  const { t, language } = useTranslation();
  const [deleteVolumes, setDeleteVolumes] = useState(false);
  return (
    <ConfirmDialog
      title={t('action.removeTitle', { name })}
      text={t(volumes.length > 0 && !deleteVolumes ? 'action.removeTextVolumes' : 'action.removeText')}
      confirm={t('action.remove')}
      cancel={t('action.cancel')}
      onConfirm={() => onConfirm(deleteVolumes)}
      onClose={onClose}
    >
      {volumes.length > 0 && (
        <label className="mt-4 flex min-h-11 items-start gap-3 rounded-lg border p-3 text-sm wrap-anywhere">
          <input
            type="checkbox"
            checked={deleteVolumes}
            onChange={(event) => setDeleteVolumes(event.target.checked)}
            className="focus-ring mt-0.5 size-4 shrink-0 accent-danger"
          />
          {t('action.alsoDeleteVolumes', { folders: volumesText(volumes, language) })}
        </label>
      )}
    </ConfirmDialog>
  );
}
