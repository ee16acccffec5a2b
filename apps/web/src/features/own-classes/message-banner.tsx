import type { OwnMessage } from '@spawner/contracts';
import { Megaphone } from 'lucide-react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { useTranslation } from '../../i18n/i18n.js';
import { clockTime } from '../../lib/relative-time.js';
import { useMessageSeen } from './own-classes.query.js';
import { useOwnClassTexts } from './texts/use-own-class-texts.js';

/** Stays until it is put away, which the teacher sees. */
export function MessageBanner({ message: { id, text: content, sent_by: by, at } }: { message: OwnMessage }) {
  const text = useOwnClassTexts();
  const { language } = useTranslation();
  const seen = useMessageSeen();
  const busy = seen.isPending || seen.isSuccess;
  return (
    <div
      role="status"
      className="grid animate-enter gap-2 rounded-2xl border border-ring/50 bg-accent px-4 py-3 sm:px-5"
    >
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Megaphone className="mt-0.5 size-5 shrink-0 text-accent-foreground" aria-hidden />
        <div className="min-w-0 flex-1 basis-48">
          <p className="wrap-anywhere whitespace-pre-line">{content}</p>
          <p className="mt-0.5 text-sm text-muted-foreground">
            {text('message.from', { name: by })}&nbsp;· {clockTime(at, language)}
          </p>
        </div>
        <Button variant="outline" size="compact" onClick={() => !busy && seen.mutate(id)} aria-disabled={busy}>
          {text('message.seen')}
        </Button>
      </div>
      {seen.isError && <ProblemAlert error={seen.error} />}
    </div>
  );
}
