import type { CreatedShareLink } from '@spawner/contracts';
import { useState } from 'react';
import { Loading } from '../../../components/loading.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { ShownOnce } from '../../../components/shown-once.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { NewShareLinkForm } from './new-share-link-form.js';
import { ShareLinkRow } from './share-link-row.js';
import { useEndShareLink, useShareLinks } from './share-links.query.js';

export function ShareLinkList({ type }: { type: string }) {
  const { t } = useTranslation();
  const { data: links, error } = useShareLinks(type);
  const end = useEndShareLink(type);
  const [fresh, setFresh] = useState<CreatedShareLink | null>(null);
  return (
    <div className="mt-4 grid gap-4">
      <NewShareLinkForm type={type} onCreated={setFresh} />
      {fresh && (
        <ShownOnce
          key={fresh.details.id}
          title={t('share.onceTitle')}
          text={t('share.onceText')}
          secret={fresh.url}
          copy={t('share.copy')}
        />
      )}
      {end.isError && <ProblemAlert error={end.error} />}
      {!links && <Loading error={error} />}
      {links && links.length > 0 && (
        <ul className="divide-y rounded-xl border" aria-label={t('share.list')}>
          {links.map((link) => (
            <ShareLinkRow
              key={link.id}
              link={link}
              onEnd={() => {
                if (fresh?.details.id === link.id) setFresh(null);
                end.mutate(link.id);
              }}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
