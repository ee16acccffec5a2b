import type { CreatedApiToken } from '@spawner/contracts';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Alert } from '../../components/ui/alert.js';
import { Button } from '../../components/ui/button.js';
import { useTranslation } from '../../i18n/i18n.js';
import { copyText } from '../../lib/copy-text.js';

/** The one time that a token can be read. */
export function FreshToken({ created: { token, details } }: { created: CreatedApiToken }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <Alert tone="success" role="status" title={t('tokens.onceTitle', { name: details.name })} className="animate-enter">
      <p className="text-muted-foreground">{t('tokens.onceText')}</p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-64 rounded-lg border bg-card px-3 py-2 font-mono text-xs select-all wrap-anywhere">
          {token}
        </code>
        <Button variant="outline" onClick={() => void copyText(token).then(setCopied)}>
          {copied ? <Check className="text-success" aria-hidden /> : <Copy aria-hidden />}
          {t(copied ? 'tokens.copied' : 'tokens.copy')}
        </Button>
      </div>
    </Alert>
  );
}
