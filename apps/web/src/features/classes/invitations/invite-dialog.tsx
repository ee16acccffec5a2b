import type { Class } from '@spawner/contracts';
import { Send } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { AddressesField } from '../../../components/invitations/addresses-field.js';
import { countSent, Verdicts } from '../../../components/invitations/verdicts.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { focusFirstError } from '../../../lib/focus-first-error.js';
import { useSettled } from '../../../lib/use-settled.js';
import { useClassAct } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';
import { invite, useInvitePreview } from './invitations.query.js';

const SETTLED_MS = 500;

interface InviteDialogProps {
  of: Class;
  onClose: () => void;
}

/** Says before anything is sent what becomes of each address. */
export function InviteDialog({ of, onClose }: InviteDialogProps) {
  const text = useClassTexts();
  const { language } = useTranslation();
  const [addresses, setAddresses] = useState('');
  const [complains, setComplains] = useState(false);
  const settled = useSettled(addresses.trim(), SETTLED_MS);
  const preview = useInvitePreview(of.id, settled, language);
  const items = addresses.trim() === '' ? undefined : preview.data?.items;
  const count = countSent(items);
  const send = useClassAct(() => invite(of.id, addresses.trim(), language, false));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (send.isPending) return;
    if (count === 0) {
      flushSync(() => setComplains(true));
      focusFirstError(event.currentTarget);
      return;
    }
    send.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Dialog title={text('invite.title')} className="w-144" onClose={onClose}>
      <form onSubmit={submit} noValidate className="mt-2 grid gap-3">
        <p className="text-sm text-muted-foreground">{text('invite.text')}</p>
        <AddressesField value={addresses} onChange={setAddresses} isWrong={complains && count === 0} />
        {items && <Verdicts items={items} />}
        {(send.error ?? preview.error) && <ProblemAlert error={send.error ?? preview.error} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="outline" onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={send.isPending}>
            {send.isPending ? <Spinner /> : <Send aria-hidden />}
            {count === 0 ? text('invite.submitNone') : text('invite.submit', { count })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
