import type { Invitation } from '@spawner/contracts';
import { Link2, type LucideIcon, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { ShownOnce } from '../../../components/shown-once.js';
import { Button } from '../../../components/ui/button.js';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { closeDialog, Dialog } from '../../../components/ui/dialog.js';
import { useInvitationLink } from './invitations.query.js';
import { useInvitationListTexts } from './texts/use-invitation-list-texts.js';

const open: ReadonlySet<Invitation['state']> = new Set(['sending', 'sent', 'bounced', 'expired']);

interface InvitationActsProps {
  invitation: Invitation;
  isBusy: boolean;
  onResend: () => void;
  onRevoke: () => void;
}

/** While it can still be accepted, or renewed. */
export function InvitationActs({ invitation: { id, email, state }, isBusy, onResend, onRevoke }: InvitationActsProps) {
  const text = useInvitationListTexts();
  const [asksToRevoke, setAsksToRevoke] = useState(false);
  const [showsLink, setShowsLink] = useState(false);
  const link = useInvitationLink();
  if (!open.has(state)) return null;
  const act = (name: string, Icon: LucideIcon, onClick: () => void) => (
    <Button
      variant="ghost"
      size="icon"
      title={name}
      aria-label={`${name}: ${email}`}
      aria-disabled={isBusy}
      onClick={() => !isBusy && onClick()}
    >
      <Icon aria-hidden />
    </Button>
  );
  return (
    <div className="-mx-3 flex md:-mx-2 md:justify-end">
      {act(text('resend'), Send, onResend)}
      {act(text('link'), Link2, () => {
        setShowsLink(true);
        link.mutate(id);
      })}
      {act(text('revoke'), Trash2, () => setAsksToRevoke(true))}
      {asksToRevoke && (
        <ConfirmDialog
          title={text('revokeTitle', { email })}
          text={text('revokeText')}
          confirm={text('revoke')}
          cancel={text('cancel')}
          onConfirm={onRevoke}
          onClose={() => setAsksToRevoke(false)}
        />
      )}
      {showsLink && (
        <Dialog title={text('linkTitle', { email })} className="w-112" onClose={() => setShowsLink(false)}>
          <div className="mt-3 grid min-h-24 content-start gap-4">
            {link.isError && <ProblemAlert error={link.error} />}
            {link.data && (
              <ShownOnce
                title={text('linkOnceTitle')}
                text={text('linkOnceText')}
                secret={link.data.link}
                copy={text('linkCopy')}
              />
            )}
            <Button variant="outline" className="justify-self-end" onClick={closeDialog}>
              {text('close')}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
