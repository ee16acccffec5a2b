import type { OwnedContainer, PersonDetail } from '@spawner/contracts';
import { Eraser } from 'lucide-react';
import { useState } from 'react';
import { Loading } from '../../../components/loading.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { byteText } from '../../../lib/quantities.js';
import { keyOf, useActOnContainer, useContainersOf } from '../containers/owned-containers.query.js';
import { FilesLink } from './files-link.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

/** What somebody's containers keep, to take along or to delete. */
export function DataTab({ person }: { person: PersonDetail }) {
  const text = usePeopleTexts();
  const { data, error } = useContainersOf(person.id);
  if (!data) return <Loading error={error} />;
  return (
    <section aria-labelledby="data" className="grid gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="data" className="text-lg font-semibold tracking-tight">
            {text('data')}
          </h2>
          <p className="max-w-xl text-sm text-muted-foreground">{text('dataText')}</p>
        </div>
        {data.length > 1 && <FilesLink id={person.id}>{text('downloadAll')}</FilesLink>}
      </div>
      {data.length === 0 ? (
        <p className="text-sm text-muted-foreground">{text('noData')}</p>
      ) : (
        <ul className="divide-y rounded-2xl border bg-card text-sm shadow-card">
          {data.map((container) => (
            <Kept key={keyOf(container)} container={container} canEmpty={person.deleted_at === null} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Kept({ container, canEmpty }: { container: OwnedContainer; canEmpty: boolean }) {
  const text = usePeopleTexts();
  const { language } = useTranslation();
  const [asked, ask] = useState(false);
  const act = useActOnContainer(container);
  const { display_name: name, owner, type, volume_bytes: bytes } = container;
  return (
    <li className="grid gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-40">
          <span className="block font-medium wrap-anywhere">{name}</span>
          <span className="text-muted-foreground tabular-nums">{byteText(bytes, language)}</span>
        </p>
        <span className="flex flex-wrap gap-2">
          <FilesLink id={owner.id} type={type} label={text('downloadOf', { name })}>
            {text('download')}
          </FilesLink>
          {canEmpty && (
            <Button
              variant="outline"
              size="compact"
              aria-label={text('emptyOf', { name })}
              aria-disabled={act.isPending}
              onClick={() => !act.isPending && ask(true)}
            >
              <Eraser aria-hidden />
              {text('emptyData')}
            </Button>
          )}
        </span>
      </div>
      {act.isError && <ProblemAlert error={act.error} />}
      {asked && (
        <ConfirmDialog
          title={text('emptyTitle', { name, owner: owner.name })}
          text={text('emptyDataText')}
          confirm={text('emptyData')}
          cancel={text('cancel')}
          onConfirm={() => act.mutate({ act: 'remove', data: 'delete' })}
          onClose={() => ask(false)}
        />
      )}
    </li>
  );
}
