import { type SubmitEvent, useId, useState } from 'react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { closeDialog, Dialog } from '../../components/ui/dialog.js';
import { Input } from '../../components/ui/input.js';
import { Spinner } from '../../components/ui/spinner.js';
import type { ClassDialogProps } from './class-dialog.js';
import { useCollect } from './material.query.js';
import { TemplateSelect } from './template-select.js';
import { useMaterialTexts } from './texts/use-material-texts.js';
import { Tick } from './tick.js';

interface CollectDialogProps extends ClassDialogProps {
  /** To choose from; without them only the given one. */
  types?: readonly string[];
}

/** What is collected from whom. The ZIP is on the tab Material afterwards. */
export function CollectDialog({ classId, type: first, types = [], people, onClose }: CollectDialogProps) {
  const text = useMaterialTexts();
  const id = useId();
  const [type, setType] = useState(first);
  const [folder, setFolder] = useState('');
  const [pause, setPause] = useState(false);
  const [everything, setEverything] = useState(false);
  const collect = useCollect(classId);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (collect.isPending) return;
    const who = people ? { user_ids: [...people] } : { all: true as const };
    const below = folder.trim().replace(/\/+$/, '');
    collect.mutate({ type, ...who, pause, everything, ...(below && { folder: below }) }, { onSuccess: onClose });
  };
  return (
    <Dialog title={text('collect.dialog')} className="w-lg" onClose={onClose}>
      <form onSubmit={submit} className="mt-2 grid gap-4">
        <p className="text-sm text-muted-foreground">
          {people === null
            ? text('collect.whomAll')
            : people.length === 1
              ? text('collect.whomOne')
              : text('collect.whom', { count: people.length })}
          {'. '}
          {text('collect.explain')}
        </p>
        <TemplateSelect types={types} value={type} onChange={setType} />
        <div className="grid gap-2">
          <label htmlFor={id} className="text-sm font-medium">
            {text('collect.folder')}
          </label>
          <Input
            id={id}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            aria-describedby={`${id}-text`}
            value={folder}
            onChange={({ target }) => setFolder(target.value)}
          />
          <p id={`${id}-text`} className="text-sm text-muted-foreground">
            {text('collect.folderText')}
          </p>
        </div>
        <div className="grid gap-1">
          <Tick label={text('collect.pause')} text={text('collect.pauseText')} checked={pause} onChange={setPause} />
          <Tick label={text('collect.everything')} checked={everything} onChange={setEverything} />
        </div>
        {collect.isError && <ProblemAlert error={collect.error} />}
        <div className="mt-1 flex flex-wrap justify-end gap-2">
          <Button variant="outline" autoFocus onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={collect.isPending}>
            {collect.isPending && <Spinner />}
            {text('collect.submit')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
