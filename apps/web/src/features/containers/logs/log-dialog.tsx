import { ArrowDownToLine, Download, RotateCw, X } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button, buttonLook } from '../../../components/ui/button.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { addressOf } from '../../../lib/api.js';
import { useLog } from './use-log.js';

/** Scrolled this close to the end counts as being there. */
const NEAR_PX = 24;

interface LogDialogProps {
  name: string;
  type: string;
  onClose: () => void;
}

export function LogDialog({ name, type, onClose }: LogDialogProps) {
  const { t } = useTranslation();
  const { state, lines, error, reload } = useLog(type);
  const [atEnd, setAtEnd] = useState(true);
  const paper = useRef<HTMLPreElement>(null);

  const scrollToEnd = () => paper.current?.scrollTo({ top: paper.current.scrollHeight });
  useLayoutEffect(() => {
    if (atEnd) scrollToEnd();
  }, [atEnd, lines]);

  return (
    <Dialog
      title={t('logs.title', { name })}
      className="h-[min(44rem,calc(100dvh-2rem))] w-4xl open:flex open:flex-col"
      onClose={onClose}
      corner={
        <Button
          variant="ghost"
          size="icon"
          aria-label={t('logs.close')}
          title={t('logs.close')}
          className="-mt-2 -mr-2 md:-mt-1"
          onClick={closeDialog}
        >
          <X aria-hidden />
        </Button>
      }
    >
      <div className="mt-3 flex min-h-0 flex-1 flex-col gap-3">
        {state === 'failed' && <ProblemAlert error={error} />}
        <pre
          ref={paper}
          role="region"
          aria-label={t('logs.open')}
          aria-busy={state === 'loading'}
          tabIndex={0}
          onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
            setAtEnd(scrollTop + clientHeight >= scrollHeight - NEAR_PX)
          }
          className="focus-ring min-h-0 flex-1 overflow-y-auto rounded-lg border bg-muted/50 p-3 font-mono text-xs leading-relaxed whitespace-pre-wrap wrap-anywhere"
        >
          {lines.join('\n')}
        </pre>
        <div className="flex flex-wrap items-center gap-2">
          <p role="status" className="min-h-4 flex-1 basis-full text-xs text-muted-foreground sm:basis-0">
            {stateText()}
          </p>
          {state === 'ended' || state === 'failed' ? (
            <Button variant="outline" onClick={reload}>
              <RotateCw aria-hidden />
              {t('logs.reload')}
            </Button>
          ) : (
            <Button variant="outline" aria-pressed={atEnd} onClick={() => setAtEnd(!atEnd)}>
              <ArrowDownToLine className={atEnd ? 'text-success' : undefined} aria-hidden />
              {t('logs.follow')}
            </Button>
          )}
          <a
            href={addressOf('logs', { type }, { tail: '10000', download: 'true' })}
            download
            className={buttonLook({ variant: 'outline' })}
          >
            <Download aria-hidden />
            {t('logs.download')}
          </a>
        </div>
      </div>
    </Dialog>
  );

  function stateText(): string | null {
    if (state === 'loading') return t('common.loading');
    if (state === 'failed') return null;
    if (state === 'ended') return t(lines.length > 0 ? 'logs.ended' : 'logs.endedEmpty');
    if (lines.length === 0) return t('logs.empty');
    return t(atEnd ? 'logs.following' : 'logs.held');
  }
}
