import type { Class } from '@spawner/contracts';
import { pages } from '@spawner/contracts/values';
import { Archive, ArchiveRestore, FolderDown, MessageSquare, Trash2, UserX } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Question } from '../../../components/question.js';
import { Section } from '../../../components/section.js';
import { Button } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { callAdmin } from '../../../lib/admin-api.js';
import { useClassAct } from '../classes.query.js';
import { useClassTexts } from '../texts/use-class-texts.js';
import { DeleteAccountsDialog } from './delete-accounts-dialog.js';

type Asked = 'collect' | 'message' | 'archive' | 'accounts' | 'delete';

interface ClassEndProps {
  of: Class;
  /** How many accounts belong to the class; undefined while that is not known. */
  accounts: number | undefined;
  /** Dialogs of other features. */
  collect: (onClose: () => void) => ReactNode;
  message: (onClose: () => void) => ReactNode;
}

/** What there is to do at the end of a school year, in its order: what is deleted was collected before. */
export function ClassEnd({ of, accounts, collect, message }: ClassEndProps) {
  const text = useClassTexts();
  const navigate = useNavigate();
  const [asked, ask] = useState<Asked | null>(null);
  const params = { id: String(of.id) };
  const archive = useClassAct(() => callAdmin('archiveClass', { params }));
  const unarchive = useClassAct(() => callAdmin('unarchiveClass', { params }));
  const remove = useClassAct(() => callAdmin('deleteClass', { params }));
  const close = () => {
    ask(null);
    archive.reset();
    remove.reset();
  };
  const isArchived = of.archived_at !== null;
  return (
    <Section title={text('settings.end')} text={text('settings.endText')}>
      <Card className="max-w-2xl">
        <ol className="divide-y">
          <Step number={1} title={text('settings.steps.collect')} text={text('settings.steps.collectText')}>
            <Button variant="outline" onClick={() => ask('collect')}>
              <FolderDown aria-hidden />
              {text('settings.collect')}
            </Button>
          </Step>
          <Step number={2} title={text('settings.steps.message')} text={text('settings.steps.messageText')}>
            {!isArchived && (
              <Button variant="outline" onClick={() => ask('message')}>
                <MessageSquare aria-hidden />
                {text('settings.message')}
              </Button>
            )}
          </Step>
          <Step
            number={3}
            title={text('settings.steps.archive')}
            text={text(isArchived ? 'settings.steps.archived' : 'settings.steps.archiveText')}
          >
            {isArchived ? (
              <Button variant="outline" aria-disabled={unarchive.isPending} onClick={() => unarchive.mutate(undefined)}>
                <ArchiveRestore aria-hidden />
                {text('settings.unarchive')}
              </Button>
            ) : (
              <Button variant="outline" onClick={() => ask('archive')}>
                <Archive aria-hidden />
                {text('settings.archive')}
              </Button>
            )}
            {unarchive.isError && <ProblemAlert error={unarchive.error} />}
          </Step>
          <Step
            number={4}
            title={text('settings.steps.accounts')}
            text={text(accounts === 0 ? 'settings.steps.accountsNone' : 'settings.steps.accountsText')}
          >
            {accounts !== undefined && accounts > 0 && (
              <Button variant="outline" onClick={() => ask('accounts')}>
                <UserX aria-hidden />
                {text('settings.deleteAccounts')}
              </Button>
            )}
          </Step>
          <Step number={5} title={text('settings.steps.remove')} text={text('settings.steps.removeText')}>
            <Button variant="outline" onClick={() => ask('delete')}>
              <Trash2 aria-hidden />
              {text('settings.delete')}
            </Button>
          </Step>
        </ol>
      </Card>
      {asked === 'collect' && collect(close)}
      {asked === 'message' && message(close)}
      {asked === 'accounts' && accounts !== undefined && (
        <DeleteAccountsDialog classId={of.id} count={accounts} onClose={close} />
      )}
      {asked === 'archive' && (
        <Question
          title={text('settings.archiveTitle', { name: of.name })}
          text={text('settings.archiveText')}
          confirm={text('settings.archive')}
          act={archive}
          onConfirm={() => archive.mutate(undefined, { onSuccess: close })}
          onClose={close}
        />
      )}
      {asked === 'delete' && (
        <Question
          title={text('settings.deleteTitle', { name: of.name })}
          text={text('settings.deleteText')}
          confirm={text('settings.delete')}
          act={remove}
          onConfirm={() => remove.mutate(undefined, { onSuccess: () => void navigate(pages.classes) })}
          onClose={close}
        />
      )}
    </Section>
  );
}

interface StepProps {
  number: number;
  title: string;
  text: string;
  children: ReactNode;
}

const Step = ({ number, title, text, children }: StepProps) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-3 p-5">
    <div className="grid min-w-0 flex-1 basis-64 gap-1">
      <p className="font-medium">
        {number}. {title}
      </p>
      <p className="text-sm text-muted-foreground">{text}</p>
    </div>
    {children}
  </li>
);
