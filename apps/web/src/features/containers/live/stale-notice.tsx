import { useQueryClient } from '@tanstack/react-query';
import { Unplug } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from '../../../i18n/i18n.js';
import { clockTime } from '../../../lib/relative-time.js';

/** Live updates are interrupted: shows when a card was last brought up to date. */
export function StaleNotice() {
  const { t, language } = useTranslation();
  const cache = useQueryClient().getQueryCache();
  const updatedAt = useSyncExternalStore(
    (listener) => cache.subscribe(listener),
    () => Math.max(...cache.findAll({ queryKey: ['container'] }).map(({ state }) => state.dataUpdatedAt)),
  );
  return (
    <p role="status" className="-my-4 flex animate-enter items-center gap-2 text-xs text-muted-foreground">
      <Unplug className="size-3.5 shrink-0" aria-hidden />
      {t('dashboard.notLive', { time: clockTime(updatedAt, language) })}
    </p>
  );
}
