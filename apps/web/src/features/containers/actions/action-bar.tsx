import type { ContainerDetail } from '@spawner/contracts';
import {
  CircleStop,
  FileX,
  FolderUp,
  Hammer,
  type LucideIcon,
  RotateCw,
  ScrollText,
  Share2,
  Trash2,
  Upload,
} from 'lucide-react';
import { type ChangeEvent, lazy, Suspense, useRef, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { Disclosure } from '../../../components/ui/disclosure.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { chosenItems, type UploadItem } from '../../../lib/upload-item.js';
import type { Action } from './action.mutation.js';
import type { Offer, Offers } from './offers.js';

const ActionDialog = lazy(async () => ({ default: (await import('./action-dialog.js')).ActionDialog }));
const LogDialog = lazy(async () => ({ default: (await import('../logs/log-dialog.js')).LogDialog }));
const ShareDialog = lazy(async () => ({ default: (await import('../sharing/share-dialog.js')).ShareDialog }));

const icons: Record<Offer, LucideIcon> = {
  stop: CircleStop,
  restart: RotateCw,
  upload: Upload,
  uploadFolder: FolderUp,
  share: Share2,
  logs: ScrollText,
  recreate: Hammer,
  remove: Trash2,
  deleteVolumes: FileX,
};

interface ActionBarProps {
  container: ContainerDetail;
  offers: Offers;
  onAct: (action: Action) => void;
  onUpload: (items: readonly UploadItem[]) => void;
  describedBy: string;
}

export function ActionBar({ container, offers: { atHand, more }, onAct, onUpload, describedBy }: ActionBarProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Exclude<Offer, 'stop' | 'restart' | 'upload' | 'uploadFolder'> | null>(null);
  const filePicker = useRef<HTMLInputElement>(null);
  const folderPicker = useRef<HTMLInputElement>(null);
  const { display_name: name, type } = container;
  const names: Record<Offer, string> = {
    stop: t(container.launch?.wait ? 'wait.stop' : 'action.stop'),
    restart: t('action.restart'),
    upload: t('upload.choose'),
    uploadFolder: t('upload.chooseFolder'),
    share: t('share.open'),
    logs: t('logs.open'),
    recreate: t('action.recreate'),
    remove: t('action.remove'),
    deleteVolumes: t('action.deleteVolumes'),
  };
  const choose = (offer: Offer) => {
    if (offer === 'stop' || offer === 'restart') onAct(offer);
    else if (offer === 'upload') filePicker.current?.click();
    else if (offer === 'uploadFolder') folderPicker.current?.click();
    else setAsking(offer);
  };

  const picker = {
    type: 'file',
    multiple: true,
    hidden: true,
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
      onUpload(chosenItems(target.files));
      // Otherwise choosing the same file again, after a change, would not be an event.
      target.value = '';
    },
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
        <>
          <input ref={filePicker} aria-label={t('upload.choose')} {...picker} />
          {/* React does not know the attribute. */}
          <input ref={folderPicker} aria-label={t('upload.chooseFolder')} {...picker} {...{ webkitdirectory: '' }} />
        </>
      )}
      <Suspense>
        {asking === 'logs' && <LogDialog name={name} type={type} onClose={() => setAsking(null)} />}
        {asking === 'share' && <ShareDialog container={container} onClose={() => setAsking(null)} />}
        {asking && asking !== 'logs' && asking !== 'share' && (
          <ActionDialog asking={asking} container={container} onAct={onAct} onClose={() => setAsking(null)} />
        )}
      </Suspense>
    </>
  );
}
