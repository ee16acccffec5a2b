import { RotateCw, TriangleAlert } from 'lucide-react';
import { Notice } from '../../components/notice.js';
import { PageTitle } from '../../components/page-title.js';
import { Button } from '../../components/ui/button.js';
import { useTranslation } from '../../i18n/i18n.js';
import { PlainLayout } from '../layouts/plain.layout.js';

/** Unexpected errors, also a chunk of the page that a newer version no longer has: a reload helps in both cases. */
export function CrashPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <PlainLayout>
      <PageTitle>{t('crash.title')}</PageTitle>
      <Notice icon={TriangleAlert} level={1} title={t('crash.title')} text={t('crash.text')}>
        <Button size="large" onClick={() => window.location.reload()}>
          <RotateCw aria-hidden />
          {t('common.reload')}
        </Button>
      </Notice>
      <details className="mx-auto max-w-xl text-sm text-muted-foreground">
        <summary className="focus-ring mx-auto w-fit rounded-md px-2 py-1">{t('crash.details')}</summary>
        <pre className="mt-2 overflow-auto rounded-lg border bg-card p-3 font-mono text-xs whitespace-pre-wrap">
          {String(error)}
        </pre>
      </details>
    </PlainLayout>
  );
}
