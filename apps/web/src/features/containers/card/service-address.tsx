import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { copyText } from '../../../lib/copy-text.js';

const SHOWN_MS = 2_000;
/** `host/slug-type` or `slug-type.host`. */
const PARTS = /^(?<before>[^/]*\/)?(?<slug>[^./]*)(?<type>-[^-./]+)(?<after>.*)$/;

export function ServiceAddress({ url }: { url: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const address = url.replace(/^https?:\/\//, '');

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  return (
    <div className="flex items-center gap-1 rounded-lg border bg-muted/50 pl-3">
      <span
        title={url}
        className="min-w-0 flex-1 font-mono text-[0.8125rem] select-all"
        onCopy={(event) => {
          // The selection would have a line break between the parts.
          event.preventDefault();
          event.clipboardData.setData('text/plain', url);
        }}
      >
        <span className="sr-only">
          {t('container.address')}: {address}
        </span>
        <AddressParts address={address} />
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

/**
 * Where space is narrow, the host is cut first and the type never: it tells the cards of a user apart. The host shrinks
 * so much more that the slug does not lose the fraction of a pixel that would cut a letter of it.
 */
function AddressParts({ address }: { address: string }) {
  const { before = '', slug = address, type = '', after = '' } = PARTS.exec(address)?.groups ?? {};
  return (
    <span aria-hidden className="flex whitespace-nowrap">
      <span className="shrink-[999999] truncate">{before}</span>
      <span className="truncate">{slug}</span>
      <span className="shrink-0">{type}</span>
      <span className="shrink-[999999] truncate">{after}</span>
    </span>
  );
}
