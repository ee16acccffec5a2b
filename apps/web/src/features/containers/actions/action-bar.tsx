import type { Container } from '@spawner/contracts';
import { CircleStop, FileX, Hammer, type LucideIcon, RotateCw, ScrollText, Share2, Trash2, Upload } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { Disclosure } from '../../../components/ui/disclosure.js';
import { useTranslation } from '../../../i18n/i18n.js';
import type { Action } from './action.mutation.js';
import { ActionDialog } from './action-dialog.js';
import type { Offer, Offers } from './offers.js';

const LogDialog = lazy(async () => ({ default: (await import('../logs/log-dialog.js')).LogDialog }));
const ShareDialog = lazy(async () => ({ default: (await import('../sharing/share-dialog.js')).ShareDialog }));

const icons: Record<Offer, LucideIcon> = {
  stop: CircleStop,
  restart: RotateCw,
  upload: Upload,
  share: Share2,
  logs: ScrollText,
  recreate: Hammer,
  remove: Trash2,
  deleteVolumes: FileX,
};

interface ActionBarProps {
  container: Container;
  offers: Offers;
  onAct: (action: Action) => void;
  onUpload: (files: readonly File[]) => void;
  describedBy: string;
}

export function ActionBar({ container, offers: { atHand, more }, onAct, onUpload, describedBy }: ActionBarProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Exclude<Offer, 'stop' | 'restart' | 'upload'> | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { display_name: name, type } = container;
  const names: Record<Offer, string> = {
    stop: t('action.stop'),
    restart: t('action.restart'),
    upload: t('upload.choose'),
    share: t('share.open'),
    logs: t('logs.open'),
    recreate: t('action.recreate'),
    remove: t('action.remove'),
    deleteVolumes: t('action.deleteVolumes'),
  };
  const choose = (offer: Offer) => {
    if (offer === 'stop' || offer === 'restart') onAct(offer);
    else if (offer === 'upload') picker.current?.click();
    else setAsking(offer);
  };

  return (
    <>
      {/* As high as a row of buttons even without one, so that the cards of a row stay equally high. */}
      <div role="group" aria-label={`${t('action.group')}: ${name}`} className="-mx-2.5 flex flex-wrap md:min-h-9">
        {atHand.map((offer) => (
          <Button key={offer} variant="ghost" size="compact" onClick={() => choose(offer)}>
            {names[offer]}
          </Button>
        ))}
        {more.length > 0 && (
          <Disclosure
            label={t('action.more')}
            describedBy={describedBy}
            items={more.map((offer) => ({ text: names[offer], Icon: icons[offer], onClick: () => choose(offer) }))}
          />
        )}
      </div>
      {container.accepts_files && (
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={t('upload.choose')}
          onChange={({ target }) => {
            onUpload(Array.from(target.files ?? []));
            // Otherwise choosing the same file again, after a change, would not be an event.
            target.value = '';
          }}
        />
      )}
      <Suspense>
        {asking === 'logs' && <LogDialog name={name} type={type} onClose={() => setAsking(null)} />}
        {asking === 'share' && <ShareDialog container={container} onClose={() => setAsking(null)} />}
      </Suspense>
      {asking && asking !== 'logs' && asking !== 'share' && (
        <ActionDialog asking={asking} container={container} onAct={onAct} onClose={() => setAsking(null)} />
      )}
    </>
  );
}
