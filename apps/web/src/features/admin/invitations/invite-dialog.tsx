import type { Role } from '@spawner/contracts';
import { languages } from '@spawner/contracts/values';
import { Send } from 'lucide-react';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { AddressesField } from '../../../components/invitations/addresses-field.js';
import { countSent, Verdicts } from '../../../components/invitations/verdicts.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Button } from '../../../components/ui/button.js';
import { Checkbox } from '../../../components/ui/checkbox.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { Select } from '../../../components/ui/select.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { type Language, languageNames } from '../../../i18n/language.js';
import { useSettled } from '../../../lib/use-settled.js';
import { useInvitationPreview, useInvite, type Wish } from './invitations.query.js';
import { useInvitationListTexts } from './texts/use-invitation-list-texts.js';

const SETTLED_MS = 500;
const LIFETIMES = [1, 7, 14, 30, 60] as const;
const roles = ['user', 'manager', 'admin'] as const satisfies readonly Role[];

interface InviteDialogProps {
  onSent: (count: number) => void;
  onClose: () => void;
}

/** Addresses as pasted; says before anything is sent what becomes of each. */
export function InviteDialog({ onSent, onClose }: InviteDialogProps) {
  const text = useInvitationListTexts();
  const { language } = useTranslation();
  const [wish, setWish] = useState<Wish>({ addresses: '', role: 'user', language, days: 14, override_rules: false });
  const [sentInVain, setSentInVain] = useState(false);
  const change = (part: Partial<Wish>) => {
    setWish({ ...wish, ...part });
    setSentInVain(false);
  };
  const settled = useSettled(JSON.stringify(wish.addresses.trim() === '' ? null : wish), SETTLED_MS);
  const preview = useInvitationPreview(JSON.parse(settled) as Wish | null);
  const items = wish.addresses.trim() === '' ? undefined : preview.data?.items;
  const count = countSent(items);
  const invite = useInvite();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (invite.isPending) return;
    if (count === 0) {
      setSentInVain(true);
      event.currentTarget.querySelector('textarea')?.focus();
      return;
    }
    invite.mutate(wish, {
      onSuccess: (answer) => {
        onSent(answer.sent);
        onClose();
      },
    });
  };
  return (
    <Dialog title={text('form.title')} className="w-144" onClose={onClose}>
      <form onSubmit={submit} noValidate className="mt-3 grid gap-4">
        <AddressesField
          value={wish.addresses}
          onChange={(addresses) => change({ addresses })}
          // The preview may come later than the click.
          isWrong={sentInVain && count === 0}
        />
        <div className="grid gap-4 sm:grid-cols-3">
          <Choice label={text('form.role')}>
            <Select value={wish.role} onChange={({ target }) => change({ role: target.value as Role })}>
              {roles.map((role) => (
                <option key={role} value={role}>
                  {text(`roles.${role}`)}
                </option>
              ))}
            </Select>
          </Choice>
          <Choice label={text('form.language')}>
            <Select value={wish.language} onChange={({ target }) => change({ language: target.value as Language })}>
              {languages.map((name) => (
                <option key={name} value={name}>
                  {languageNames[name]}
                </option>
              ))}
            </Select>
          </Choice>
          <Choice label={text('form.days')}>
            <Select value={wish.days} onChange={({ target }) => change({ days: Number(target.value) })}>
              {LIFETIMES.map((days) => (
                <option key={days} value={days}>
                  {days === 1 ? text('form.dayOne') : text('form.daysOf', { count: days })}
                </option>
              ))}
            </Select>
          </Choice>
        </div>
        {wish.role === 'manager' && <p className="text-sm text-muted-foreground">{text('form.managerText')}</p>}
        {wish.role === 'admin' && <p className="text-sm text-warning">{text('form.roleText')}</p>}
        {(wish.override_rules || items?.some(({ outcome }) => outcome === 'mail_not_allowed')) && (
          <label className="flex min-h-11 items-center gap-3 text-sm md:min-h-8">
            <Checkbox
              checked={wish.override_rules}
              onChange={({ target }) => change({ override_rules: target.checked })}
            />
            {text('form.override')}
          </label>
        )}
        {items && <Verdicts items={items} />}
        {(invite.error ?? preview.error) ? <ProblemAlert error={invite.error ?? preview.error} /> : null}
        <div className="flex flex-wrap justify-end gap-2">
          <Button variant="outline" onClick={closeDialog}>
            {text('cancel')}
          </Button>
          <Button type="submit" aria-disabled={invite.isPending}>
            {invite.isPending ? <Spinner /> : <Send aria-hidden />}
            {invite.isPending
              ? text('form.sending')
              : count === 0
                ? text('form.sendNone')
                : count === 1
                  ? text('form.sendOne')
                  : text('form.send', { count })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="grid gap-2 text-sm font-medium">
      {label}
      {children}
    </label>
  );
}
