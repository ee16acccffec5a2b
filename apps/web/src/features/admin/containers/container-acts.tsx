import type { OwnedContainer } from '@spawner/contracts';
import { DoorOpen, type LucideIcon, OctagonX, RefreshCw, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ActsPopup } from '../../../components/acts-popup.js';
import { FailureDialog } from '../../../components/failure-dialog.js';
import { Checkbox } from '../../../components/ui/checkbox.js';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { disclosureItemLook } from '../../../components/ui/disclosure.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { type Act, useActOnContainer } from './owned-containers.query.js';
import { useContainerTexts } from './texts/use-container-texts.js';

export const actIcons: Record<Act, LucideIcon> = {
  stop: OctagonX,
  restart: RotateCw,
  recreate: RefreshCw,
  remove: Trash2,
};

/** Whether the act changes anything in this state. */
export const isPossible = (act: Act, { state }: OwnedContainer): boolean =>
  act === 'stop' || act === 'restart' ? ['starting', 'running', 'paused'].includes(state) : true;

/** What can be done with one container, behind a button. */
export function ContainerActs({ container }: { container: OwnedContainer }) {
  const text = useContainerTexts();
  const [asked, ask] = useState<Act | null>(null);
  const [deletes, setDeletes] = useState(false);
  const { mutate, isPending, isError, error, reset, variables } = useActOnContainer(container);
  const name = text('nameOf', { container: container.display_name, owner: container.owner.name });
  const acts = (['stop', 'restart', 'recreate', 'remove'] as const).filter((act) => isPossible(act, container));

  if (isPending)
    return (
      <span
        role="status"
        aria-label={text('busy', { act: text(variables.act) })}
        className="grid size-11 place-items-center md:size-9 [&_svg]:size-4"
      >
        <Spinner />
      </span>
    );
  return (
    <>
      <ActsPopup
        label={text('actsFor', { name })}
        items={acts.map((act) => ({ text: text(act), Icon: actIcons[act], onClick: () => ask(act) }))}
      >
        {container.service_url !== null && container.state !== 'not_created' && (
          <a href={container.service_url} target="_blank" rel="noreferrer" data-closes className={disclosureItemLook}>
            <DoorOpen aria-hidden />
            {text('open')}
          </a>
        )}
      </ActsPopup>
      {asked && (
        <ConfirmDialog
          title={text(`question.${asked}`, { name })}
          text={text(`${asked}Text`)}
          confirm={text(asked)}
          cancel={text('cancel')}
          onConfirm={() => mutate({ act: asked, data: deletes ? 'delete' : 'keep' })}
          onClose={() => ask(null)}
        >
          {asked === 'remove' && <DeleteData checked={deletes} onChange={setDeletes} />}
        </ConfirmDialog>
      )}
      {isError && <FailureDialog title={name} error={error} onClose={reset} />}
    </>
  );
}

export function DeleteData({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const text = useContainerTexts();
  return (
    <label className="mt-4 flex min-h-11 items-center gap-3 rounded-lg border p-3 text-sm">
      <Checkbox checked={checked} onChange={() => onChange(!checked)} />
      {text('deleteData')}
    </label>
  );
}
