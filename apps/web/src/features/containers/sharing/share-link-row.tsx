import type { ShareLink } from '@spawner/contracts';
import { Link2 } from 'lucide-react';
import { TimeAgo } from '../../../components/time-ago.js';
import { Button } from '../../../components/ui/button.js';
import { useTranslation } from '../../../i18n/i18n.js';

export function ShareLinkRow({ link, onEnd }: { link: ShareLink; onEnd: () => void }) {
  const { t } = useTranslation();
  const name = `share-${link.id}`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
      <Link2 className="size-4 shrink-0 text-muted-foreground" aria-hidden />
      <div className="grid min-w-0 flex-1 basis-40 gap-0.5">
        <p id={name} className="text-sm font-medium wrap-anywhere">
          {link.label ?? t('share.unlabelled')}
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
          <span>
            {t('share.expires')} <TimeAgo at={link.expires_at} />
          </span>
          <span>
            {t('share.used')} {link.last_used_at ? <TimeAgo at={link.last_used_at} /> : t('share.never')}
          </span>
        </p>
      </div>
      <Button variant="outline" size="compact" aria-describedby={name} onClick={onEnd}>
        {t('share.end')}
      </Button>
    </li>
  );
}
