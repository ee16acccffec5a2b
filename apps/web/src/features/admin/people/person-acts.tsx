import type { Person } from '@spawner/contracts';
import { Ban, LogOut, Mail, RotateCcw, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { ActsPopup } from '../../../components/acts-popup.js';
import { FailureDialog } from '../../../components/failure-dialog.js';
import { Alert } from '../../../components/ui/alert.js';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { Dialog } from '../../../components/ui/dialog.js';
import type { ActItem } from '../../../components/ui/disclosure.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { nameOf } from '../../../lib/name-of.js';
import { hasCode } from '../../../lib/problem.js';
import { BlockDialog } from './block-dialog.js';
import { DeleteDialog } from './delete-dialog.js';
import { usePersonAct } from './people.query.js';
import { RestoreDialog } from './restore-dialog.js';
import { usePeopleTexts } from './texts/use-people-texts.js';

type Asked = 'block' | 'delete' | 'logout' | 'restore' | null;

/** What can be done with one person, behind a button. */
export function PersonActs({ person }: { person: Person }) {
  const text = usePeopleTexts();
  const [asked, ask] = useState<Asked>(null);
  const params = { id: String(person.id) };
  const unblock = usePersonAct(() => callAdmin('unblockPerson', { params }));
  const restore = usePersonAct(() => callAdmin('restorePerson', { params, body: {} }));
  const logout = usePersonAct(() => callAdmin('logoutPerson', { params }));
  const link = usePersonAct(() => callAdmin('mailLoginLink', { params }));
  const name = nameOf(person);
  const restoreOrAsk = () =>
    restore.mutate(undefined, {
      onError: (error) => {
        if (!hasCode(error, 'mail_taken')) return;
        restore.reset();
        ask('restore');
      },
    });
  const failed = [unblock, restore, logout, link].find(({ isError }) => isError);

  const items: readonly ActItem[] = person.deleted_at
    ? [{ text: text('restore'), Icon: RotateCcw, onClick: restoreOrAsk }]
    : [
        { text: text('loginLink'), Icon: Mail, onClick: () => link.mutate(undefined) },
        { text: text('logout'), Icon: LogOut, onClick: () => ask('logout') },
        person.blocked
          ? { text: text('unblock'), Icon: Undo2, onClick: () => unblock.mutate(undefined) }
          : { text: text('block'), Icon: Ban, onClick: () => ask('block') },
        { text: text('delete'), Icon: Trash2, onClick: () => ask('delete') },
      ];
  return (
    <>
      <ActsPopup label={text('actsFor', { name })} items={items} />
      {asked === 'block' && <BlockDialog person={person} onClose={() => ask(null)} />}
      {asked === 'delete' && <DeleteDialog person={person} onClose={() => ask(null)} />}
      {asked === 'restore' && <RestoreDialog person={person} onClose={() => ask(null)} />}
      {asked === 'logout' && (
        <ConfirmDialog
          title={text('logoutTitle', { name })}
          text={text('logoutText')}
          confirm={text('logout')}
          cancel={text('cancel')}
          onConfirm={() => logout.mutate(undefined)}
          onClose={() => ask(null)}
        />
      )}
      {failed && <FailureDialog title={name} error={failed.error} onClose={failed.reset} />}
      {link.isSuccess && (
        <Dialog title={text('loginLink')} className="w-96" onClose={link.reset}>
          <Alert tone="success" role="status" className="mt-4" title={text('loginLinkSent', { name })} />
        </Dialog>
      )}
    </>
  );
}
