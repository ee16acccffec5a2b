import type { OwnDeletion } from '@spawner/contracts';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Loading } from '../../../components/loading.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Section } from '../../../components/section.js';
import { Button } from '../../../components/ui/button.js';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.js';
import { Spinner } from '../../../components/ui/spinner.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { useDeleteMe, useOwnDeletion } from './own-account.query.js';
import { useOwnAccountTexts } from './texts/use-own-account-texts.js';

interface AccountDeletionProps {
  readonly onDeleted: () => void;
  /** For a fresh login. */
  readonly onLogout: () => void;
}

/** Deletes the account, or says why that is not possible. */
export function AccountDeletion(props: AccountDeletionProps) {
  const text = useOwnAccountTexts();
  const { data: deletion, error } = useOwnDeletion();
  return (
    <Section title={text('deletion.title')} text={text('deletion.text')}>
      {deletion ? <Act deletion={deletion} {...props} /> : <Loading error={error} />}
    </Section>
  );
}

function Act({ deletion, onDeleted, onLogout }: AccountDeletionProps & { readonly deletion: OwnDeletion }) {
  const text = useOwnAccountTexts();
  const { t } = useTranslation();
  const remove = useDeleteMe();
  const [asks, setAsks] = useState(false);
  const { allowed, last_admin: isLastAdmin, login_fresh_until: freshUntil, days } = deletion;
  if (!allowed || isLastAdmin)
    return <p className="text-sm text-muted-foreground">{text(allowed ? 'deletion.lastAdmin' : 'deletion.off')}</p>;
  if (freshUntil === null)
    return (
      <div className="grid justify-items-start gap-3">
        <p className="text-sm text-muted-foreground">{text('deletion.stale')}</p>
        <Button variant="outline" onClick={onLogout}>
          {text('deletion.login')}
        </Button>
      </div>
    );
  return (
    <>
      {remove.isError && <ProblemAlert error={remove.error} />}
      <Button
        variant="danger"
        className="justify-self-start"
        aria-disabled={remove.isPending}
        onClick={() => setAsks(true)}
      >
        {remove.isPending ? <Spinner /> : <Trash2 aria-hidden />}
        {text(remove.isPending ? 'deletion.deleting' : 'deletion.button')}
      </Button>
      {asks && (
        <ConfirmDialog
          title={text('deletion.question')}
          text={days > 0 ? text('deletion.restorable', { days }) : text('deletion.final')}
          confirm={text('deletion.confirm')}
          cancel={t('action.cancel')}
          onConfirm={() => remove.mutate(undefined, { onSuccess: onDeleted })}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}
