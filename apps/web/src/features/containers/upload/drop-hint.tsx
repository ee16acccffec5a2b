import { Upload } from 'lucide-react';
import { useTranslation } from '../../../i18n/i18n.js';

/** Covers the card while files are held above it. */
export function DropHint() {
  const { t } = useTranslation();
  return (
    <div className="pointer-events-none absolute inset-0 grid animate-enter place-content-center justify-items-center gap-2 rounded-2xl border-2 border-dashed border-primary bg-card/90 font-medium text-primary">
      <Upload className="size-6" aria-hidden />
      {t('upload.drop')}
    </div>
  );
}
