import { Download } from 'lucide-react';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Section } from '../../../components/section.js';
import { Button } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { addressOf } from '../../../lib/api.js';
import { useRenewedSession } from './own-account.query.js';
import { useOwnAccountTexts } from './texts/use-own-account-texts.js';

const downloads = [
  { name: 'accountExport', label: 'data.account', detail: 'data.accountText' },
  { name: 'exportFiles', label: 'data.files', detail: 'data.filesText' },
] as const;

/** What is stored about the user, to take along. */
export function DataExport() {
  const text = useOwnAccountTexts();
  const session = useRenewedSession();
  return (
    <Section title={text('data.title')} text={text('data.text')}>
      {session.isError && <ProblemAlert error={session.error} />}
      <Card>
        <ul className="divide-y" aria-label={text('data.title')}>
          {downloads.map(({ name, label, detail }) => (
            <li key={name} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
              <p className="min-w-0 flex-1 basis-52 text-sm text-muted-foreground">{text(detail)}</p>
              <Button
                variant="outline"
                size="compact"
                aria-disabled={session.isPending}
                onClick={() => session.mutate(undefined, { onSuccess: () => save(addressOf(name, {}, {})) })}
              >
                <Download aria-hidden />
                {text(label)}
              </Button>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}

/** By a link for downloads: a failure shows in the browser's list of them, and this page stays. */
function save(address: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
