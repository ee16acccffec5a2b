import type { Container } from '@spawner/contracts';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import type { Action } from './action.mutation.js';
import { RemoveDialog } from './remove-dialog.js';
import { volumesText } from './volumes-text.js';

interface ActionDialogProps {
  asking: 'recreate' | 'remove' | 'deleteVolumes';
  container: Container;
  onAct: (action: Action) => void;
  onClose: () => void;
}

/** Asks for confirmation before data is lost, and names the data. */
export function ActionDialog({ asking, container, onAct, onClose }: ActionDialogProps) {
  const { t, language } = useTranslation();
  const { display_name: name, kept: volumes } = container;
  const folders = volumesText(volumes, language);
  const common = { cancel: t('action.cancel'), onClose };

  if (asking === 'remove') {
    const onConfirm = (deleteVolumes: boolean) => onAct(deleteVolumes ? 'deleteVolumes' : 'remove');
    return <RemoveDialog name={name} volumes={volumes} onConfirm={onConfirm} onClose={onClose} />;
  }
  if (asking === 'recreate') {
    return (
      <ConfirmDialog
        {...common}
        title={t('action.recreateTitle', { name })}
        text={volumes.length > 0 ? t('action.recreateTextVolumes', { folders }) : t('action.recreateText')}
        confirm={t('action.recreate')}
        onConfirm={() => onAct('recreate')}
      />
    );
  }
  return (
    <ConfirmDialog
      {...common}
      title={t('action.deleteVolumesTitle', { name })}
      text={t('action.deleteVolumesText', { folders })}
      confirm={t('action.deleteVolumes')}
      onConfirm={() => onAct('deleteVolumes')}
    />
  );
}
