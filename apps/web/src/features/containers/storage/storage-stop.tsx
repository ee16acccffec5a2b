import { HardDrive } from 'lucide-react';
import { useTranslation } from '../../../i18n/i18n.js';
import { clockTime } from '../../../lib/relative-time.js';

/** Far above the limit for files: the container is stopped unless some are deleted until then. */
export function StorageStop({ at }: { at: string }) {
  const { t, language } = useTranslation();
  return (
    <p role="status" className="flex gap-2 text-sm text-danger">
      <HardDrive className="mt-0.5 size-4 shrink-0" aria-hidden />
      {t('storage.stops', { time: clockTime(at, language) })}
    </p>
  );
}
