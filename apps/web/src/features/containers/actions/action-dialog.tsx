import type { Container } from '@spawner/contracts';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import type { Action } from './action.mutation.js';
import { RemoveDialog } from './remove-dialog.js';
import { keptText } from './volumes-text.js';

interface ActionDialogProps {
  asking: 'recreate' | 'remove' | 'removeFiles';
  container: Container;
  onAct: (action: Action) => void;
  onClose: () => void;
}

/** Asks before something is lost, and says what. */
export function ActionDialog({ asking, container, onAct, onClose }: ActionDialogProps) {
  const { t, language } = useTranslation();
  const { display_name: name, kept } = container;
  const folders = keptText(kept, language);
  const common = { cancel: t('action.cancel'), onClose };

  if (asking === 'remove') {
    const onConfirm = (withFiles: boolean) => onAct(withFiles ? 'removeWithFiles' : 'remove');
    return <RemoveDialog name={name} kept={kept} onConfirm={onConfirm} onClose={onClose} />;
  }
  if (asking === 'recreate') {
    return (
      <ConfirmDialog
        {...common}
        title={t('action.recreateTitle', { name })}
        text={kept.length > 0 ? t('action.recreateTextKept', { folders }) : t('action.recreateText')}
        confirm={t('action.recreate')}
        onConfirm={() => onAct('recreate')}
      />
    );
  }
  return (
    <ConfirmDialog
      {...common}
      title={t('action.removeFilesTitle', { name })}
      text={t('action.removeFilesText', { folders })}
      confirm={t('action.removeFiles')}
      onConfirm={() => onAct('removeWithFiles')}
    />
  );
}
