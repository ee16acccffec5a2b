import { DoorOpen } from 'lucide-react';
import { Alert } from '../../components/ui/alert.js';
import { Button } from '../../components/ui/button.js';
import { useTranslation } from '../../i18n/i18n.js';
import { clockTime } from '../../lib/relative-time.js';
import { useLoginCards, useReopenCards } from './login-cards.query.js';
import { useLoginCardTexts } from './texts/use-login-card-texts.js';

/** Shown while typed codes rest after too many wrong ones. */
export function CodesPaused({ classId }: { classId: string }) {
  const text = useLoginCardTexts();
  const { language } = useTranslation();
  const until = useLoginCards(classId).data?.paused_until;
  const reopen = useReopenCards(classId);
  if (!until) return null;
  return (
    <Alert tone="warning" role="status" title={text('pausedTitle', { time: clockTime(until, language) })}>
      <p className="text-muted-foreground">{text('pausedText')}</p>
      <Button
        variant="outline"
        size="compact"
        className="mt-1 justify-self-start"
        onClick={() => reopen.isPending || reopen.mutate(undefined)}
        aria-disabled={reopen.isPending}
      >
        <DoorOpen aria-hidden />
        {text('reopen')}
      </Button>
    </Alert>
  );
}
