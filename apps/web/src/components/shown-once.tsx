import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import { copyText } from '../lib/copy-text.js';
import { Alert } from './ui/alert.js';
import { Button } from './ui/button.js';

interface ShownOnceProps {
  title: string;
  text: string;
  secret: string;
  /** On the button that copies it. */
  copy: string;
}

/** Shows a new secret; it cannot be read again later. */
export function ShownOnce({ title, text, secret, copy }: ShownOnceProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <Alert tone="success" role="status" title={title} className="animate-enter">
      <p className="text-muted-foreground">{text}</p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-64 rounded-lg border bg-card px-3 py-2 font-mono text-xs select-all wrap-anywhere">
          {secret}
        </code>
        <Button variant="outline" onClick={() => void copyText(secret).then(setCopied)}>
          {copied ? <Check className="text-success" aria-hidden /> : <Copy aria-hidden />}
          {copied ? t('common.copied') : copy}
        </Button>
      </div>
    </Alert>
  );
}
