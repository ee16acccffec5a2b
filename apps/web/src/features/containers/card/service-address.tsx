import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { copyText } from '../../../lib/copy-text.js';

const SHOWN_MS = 2_000;

export function ServiceAddress({ url }: { url: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <div className="flex items-center gap-1 rounded-lg border bg-muted/50 pl-3">
      <span className="min-w-0 flex-1 truncate font-mono text-[0.8125rem]" title={url}>
        <span className="sr-only">{t('container.address')}: </span>
        {url.replace(/^https?:\/\//, '')}
      </span>
      <Button
        variant="ghost"
        size="icon"
        aria-label={t('container.copy')}
        title={t('container.copy')}
        onClick={() => void copyText(url).then(setCopied)}
      >
        {copied ? <Check className="text-success" aria-hidden /> : <Copy aria-hidden />}
      </Button>
      <span role="status" className="sr-only">
        {copied && t('container.copied')}
      </span>
    </div>
  );
}
