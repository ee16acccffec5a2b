import type { Class, Collection } from '@spawner/contracts';
import { Archive, CircleAlert, Download, FileArchive, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Question } from '../../components/question.js';
import { Section } from '../../components/section.js';
import { ListStates } from '../../components/table/list-states.js';
import { Button, buttonLook } from '../../components/ui/button.js';
import { Progress } from '../../components/ui/progress.js';
import { useTranslation } from '../../i18n/i18n.js';
import { adminAddressOf } from '../../lib/admin-api.js';
import { byteText } from '../../lib/quantities.js';
import { CollectDialog } from './collect-dialog.js';
import { useCollections, useDeleteCollection } from './material.query.js';
import { useMaterialTexts } from './texts/use-material-texts.js';

/** What was collected, with its ZIP. */
export function Collections({ of }: { of: Class }) {
  const text = useMaterialTexts();
  const query = useCollections(of.id);
  const [asked, ask] = useState(false);
  return (
    <Section
      title={text('collect.title')}
      text={text('collect.text')}
      corner={
        <Button onClick={() => ask(true)}>
          <Archive aria-hidden />
          {text('collect.open')}
        </Button>
      }
    >
      <ListStates
        query={query}
        isEmpty={(collections) => collections.length === 0}
        narrowed={false}
        onReset={() => undefined}
        empty={<p className="text-sm text-muted-foreground">{text('collect.empty')}</p>}
      >
        {(collections) => (
          <ul className="divide-y rounded-2xl border bg-card shadow-card">
            {collections.map((collection) => (
              <CollectionRow key={collection.id} of={of} collection={collection} />
            ))}
          </ul>
        )}
      </ListStates>
      {asked && (
        <CollectDialog
          {...{ classId: of.id, type: of.templates[0] ?? '', types: of.templates, people: null }}
          onClose={() => ask(false)}
        />
      )}
    </Section>
  );
}

function CollectionRow({ of, collection }: { of: Class; collection: Collection }) {
  const text = useMaterialTexts();
  const { language } = useTranslation();
  const remove = useDeleteCollection(of.id);
  const [asked, ask] = useState(false);
  const { id, state, people, collected, files, bytes, folder } = collection;
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const title = moment.format(new Date(collection.at));
  const size = byteText(bytes, language);
  const progress =
    collected < people ? text('collect.running', { done: collected, total: people }) : text('collect.packing');
  return (
    <li className="grid gap-3 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        {state === 'failed' ? (
          <CircleAlert className="mt-0.5 size-5 shrink-0 text-danger" aria-hidden />
        ) : (
          <FileArchive className="mt-0.5 size-5 shrink-0 text-primary" aria-hidden />
        )}
        <div className="grid min-w-0 flex-1 basis-48 gap-1">
          <p className="font-medium tabular-nums">{title}</p>
          <p className="text-sm text-muted-foreground wrap-anywhere">
            {[
              ...(state === 'ready'
                ? [
                    text('collect.people', { done: collected, total: people }),
                    files === 1 ? text('collect.file', { size }) : text('collect.files', { count: files, size }),
                  ]
                : []),
              folder === '/' ? text('collect.all') : folder,
              ...(collection.by ? [text('list.by', { name: collection.by.name })] : []),
              text('collect.until', { date: day.format(new Date(collection.deleted_after)) }),
            ].join(' · ')}
          </p>
          {state === 'failed' && <p className="text-sm text-danger">{collection.reason ?? text('collect.failed')}</p>}
        </div>
        <div className="flex flex-wrap gap-2">
          {state === 'ready' && (
            <a
              className={buttonLook({ variant: 'outline', size: 'compact' })}
              href={adminAddressOf('collectionFile', { id: String(of.id), collection_id: id }, {})}
              download
            >
              <Download aria-hidden />
              {text('collect.download')}
            </a>
          )}
          {state !== 'running' && (
            <Button variant="ghost" size="icon" aria-label={`${text('delete')}: ${title}`} onClick={() => ask(true)}>
              <Trash2 aria-hidden />
            </Button>
          )}
        </div>
      </div>
      {state === 'running' && (
        <div className="grid gap-2 text-sm text-muted-foreground tabular-nums" role="status">
          <Progress percent={collected < people ? (100 * collected) / people : null} label={text('collect.title')} />
          {progress}
        </div>
      )}
      {asked && (
        <Question
          title={text('collect.deleteTitle')}
          text={text('collect.deleteText')}
          confirm={text('delete')}
          act={remove}
          onConfirm={() => remove.mutate(collection, { onSuccess: () => ask(false) })}
          onClose={() => ask(false)}
        />
      )}
    </li>
  );
}
