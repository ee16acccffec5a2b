import type { Container } from '@spawner/contracts';
import { X } from 'lucide-react';
import { Button } from '../../../components/ui/button.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { ShareLinkList } from './share-link-list.js';

/** Share links of the service, or why it cannot be shared: services need an origin of their own for that. */
export function ShareDialog({ container, onClose }: { container: Container; onClose: () => void }) {
  const { t } = useTranslation();
  const { display_name: name, sharing, type } = container;
  const possible = sharing === 'possible';
  return (
    <Dialog
      title={t('share.title', { name })}
      className="w-xl"
      onClose={onClose}
      corner={
        <Button
          variant="ghost"
          size="icon"
          aria-label={t('share.close')}
          title={t('share.close')}
          className="-mt-2 -mr-2 md:-mt-1"
          onClick={closeDialog}
        >
          <X aria-hidden />
        </Button>
      }
    >
      <p className="mt-2 text-sm wrap-anywhere text-muted-foreground">
        {t(possible ? 'share.text' : 'share.needsOwnOrigin')}
      </p>
      {possible && <ShareLinkList type={type} />}
    </Dialog>
  );
}
