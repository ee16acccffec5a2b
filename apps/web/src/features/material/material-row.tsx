import type { Class, Material } from '@spawner/contracts';
import { CircleCheck, Folder, Hourglass, RotateCw, Send, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Question } from '../../components/question.js';
import { TimeAgo } from '../../components/time-ago.js';
import { Badge } from '../../components/ui/badge.js';
import { Button } from '../../components/ui/button.js';
import { useTranslation } from '../../i18n/i18n.js';
import { byteText } from '../../lib/quantities.js';
import { useDeleteMaterial, useDeliver } from './material.query.js';
import { useMaterialTexts } from './texts/use-material-texts.js';

/** One material: who has it, who lacks it and why. */
export function MaterialRow({ of, material }: { of: Class; material: Material }) {
  const text = useMaterialTexts();
  const { language } = useTranslation();
  const deliver = useDeliver(of.id);
  const remove = useDeleteMaterial(of.id);
  const [asked, ask] = useState(false);
  const { id, name, version, files, bytes, later, members, delivered, waiting, failed } = material;
  const size = byteText(bytes, language);
  const isWhole = members > 0 && delivered === members;
  const others = members - delivered - waiting - failed.length;
  const again = failed.length > 0 || others > 0;
  return (
    <li className="grid gap-3 px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <Folder className="mt-0.5 size-5 shrink-0 text-primary" aria-hidden />
        <div className="grid min-w-0 flex-1 basis-48 gap-1">
          <p className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
            {name}
            {version > 1 && <Badge tone="neutral">{text('list.version', { version })}</Badge>}
          </p>
          <p className="text-sm text-muted-foreground">
            {files === 1 ? text('list.file', { size }) : text('list.files', { count: files, size })}
            {' · '}
            <TimeAgo at={material.created_at} />
            {material.created_by && ` ${text('list.by', { name: material.created_by.name })}`}
            {later && ` · ${text('list.later')}`}
          </p>
          <p className="mt-1 flex flex-wrap gap-2">
            <Badge tone={isWhole ? 'success' : 'neutral'}>
              {isWhole && <CircleCheck aria-hidden />}
              {text('list.delivered', { done: delivered, total: members })}
            </Badge>
            {waiting > 0 && (
              <Badge tone="accent">
                <Hourglass aria-hidden />
                {waiting === 1 ? text('list.waitingOne') : text('list.waiting', { count: waiting })}
              </Badge>
            )}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {again && of.archived_at === null && (
            <Button
              variant="outline"
              size="compact"
              aria-disabled={deliver.isPending}
              onClick={() => deliver.mutate({ id, who: { all: true } })}
            >
              {failed.length > 0 ? <RotateCw aria-hidden /> : <Send aria-hidden />}
              {failed.length > 0 ? text('list.again') : text('list.rest')}
            </Button>
          )}
          <Button variant="ghost" size="icon" aria-label={`${text('delete')}: ${name}`} onClick={() => ask(true)}>
            <Trash2 aria-hidden />
          </Button>
        </div>
      </div>
      {failed.length > 0 && (
        <details className="rounded-xl border border-warning-line bg-warning-soft px-4 py-2.5 text-sm">
          <summary className="focus-ring flex w-fit cursor-pointer items-center gap-2 rounded-sm font-medium">
            <TriangleAlert className="size-4 text-warning" aria-hidden />
            {text('list.failed', { count: failed.length })}
          </summary>
          <ul className="mt-2 grid gap-1">
            {failed.map((person) => (
              <li key={person.id} className="flex flex-wrap gap-x-2">
                <span className="wrap-anywhere">{person.name}</span>
                <span className="text-muted-foreground">{person.reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {deliver.isError && <ProblemAlert error={deliver.error} />}
      {asked && (
        <Question
          title={text('list.deleteTitle', { name })}
          text={text('list.deleteText')}
          confirm={text('delete')}
          act={remove}
          onConfirm={() => remove.mutate(material, { onSuccess: () => ask(false) })}
          onClose={() => ask(false)}
        />
      )}
    </li>
  );
}
