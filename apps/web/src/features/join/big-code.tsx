import type { JoinCode } from '@spawner/contracts';
import { pages } from '@spawner/contracts/values';
import { X } from 'lucide-react';
import { QrCode } from '../../components/qr-code.js';
import { Button } from '../../components/ui/button.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { useEntranceTexts } from './texts/use-entrance-texts.js';

interface BigCodeProps {
  code: JoinCode;
  name: string;
  onClose: () => void;
}

/** For the beamer: readable from the last row. */
export function BigCode({ code: { code, url }, name, onClose }: BigCodeProps) {
  const text = useEntranceTexts();
  const page = `${new URL(url).host}${pages.join}`;
  return (
    <Dialog
      title={name}
      className="h-full max-h-[calc(100%-2rem)] w-full"
      onClose={onClose}
      corner={
        <Button variant="ghost" size="icon" aria-label={text('close')} onClick={closeDialog}>
          <X aria-hidden />
        </Button>
      }
    >
      <div className="grid min-h-[80%] place-content-center justify-items-center gap-[4vmin] text-center">
        <p className="text-[clamp(1.25rem,4vmin,3rem)] text-muted-foreground">
          {text('openAt')}: <span className="font-medium wrap-anywhere text-foreground">{page}</span>
        </p>
        <p className="font-mono text-[clamp(2.5rem,11vw,11rem)] leading-none font-semibold tracking-wider whitespace-nowrap">
          {code}
        </p>
        <QrCode text={url} label={text('qr')} className="size-[min(48vh,70vw)] rounded-xl" />
      </div>
    </Dialog>
  );
}
