import { Unplug } from 'lucide-react';
import { useTranslation } from '../../../i18n/i18n.js';
import { clockTime } from '../../../lib/relative-time.js';

/** The live display is interrupted; `at` is when the page last learnt anything. */
export function StaleNotice({ at }: { at: number }) {
  const { t, language } = useTranslation();
  return (
    <p role="status" className="-my-4 flex animate-enter items-center gap-2 text-xs text-muted-foreground">
      <Unplug className="size-3.5 shrink-0" aria-hidden />
      {t('dashboard.notLive', { time: clockTime(at, language) })}
    </p>
  );
}
