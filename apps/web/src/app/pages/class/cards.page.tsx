import { classPages } from '@spawner/contracts/values';
import { ChevronLeft, Download, IdCard, Printer } from 'lucide-react';
import { useEffect } from 'react';
import { generatePath, Link, useSearchParams } from 'react-router';
import { Loading } from '../../../components/loading.js';
import { Notice } from '../../../components/notice.js';
import { PageTitle } from '../../../components/page-title.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Alert } from '../../../components/ui/alert.js';
import { Button, buttonLook } from '../../../components/ui/button.js';
import { CardChoice } from '../../../features/login-cards/card-choice.js';
import { codesCsv } from '../../../features/login-cards/codes-csv.js';
import { CodesPaused } from '../../../features/login-cards/codes-paused.js';
import { useLoginCards, usePrintCards, useRevokeCard } from '../../../features/login-cards/login-cards.query.js';
import { Sheets } from '../../../features/login-cards/sheets.js';
import { useLoginCardTexts } from '../../../features/login-cards/texts/use-login-card-texts.js';
import { hasCode } from '../../../lib/problem.js';
import { SignedInFrame } from '../../layouts/signed-in.frame.js';
import { NotFoundNotice } from '../not-found.page.js';

/** @param id of the class */
export function CardsPage({ id }: { id: string }) {
  return (
    <SignedInFrame>
      <Cards id={id} />
    </SignedInFrame>
  );
}

function Cards({ id }: { id: string }) {
  const text = useLoginCardTexts();
  const { data, error } = useLoginCards(id);
  const print = usePrintCards(id);
  const who = useSearchParams()[0].get('who');
  const revoke = useRevokeCard(id);
  const back = generatePath(classPages.members, { id });
  if (hasCode(error, 'not_found') || hasCode(error, 'invalid_request')) return <NotFoundNotice />;
  return (
    <div className="grid gap-6 print:block">
      <PageTitle>{text('title')}</PageTitle>
      <div className="grid gap-2 print:hidden">
        <Link to={back} className={`${buttonLook({ variant: 'ghost', size: 'compact' })} -ml-2.5 justify-self-start`}>
          <ChevronLeft aria-hidden />
          {text('back')}
        </Link>
        <h1 className="text-3xl font-semibold tracking-tight">{text('title')}</h1>
        <p className="max-w-2xl text-muted-foreground">{text('intro')}</p>
      </div>
      {print.data ? (
        <Made printed={print.data} onDone={print.reset} />
      ) : (
        <>
          <CodesPaused classId={id} />
          {print.isError && <ProblemAlert error={print.error} />}
          {revoke.isError && <ProblemAlert error={revoke.error} />}
          {!data && <Loading error={error} />}
          {data?.cards.length === 0 && (
            <Notice icon={IdCard} title={text('none')} text={text('noneText')}>
              <Link to={back} className={buttonLook()}>
                {text('back')}
              </Link>
            </Notice>
          )}
          {data && data.cards.length > 0 && (
            <CardChoice
              cards={data.cards}
              wanted={who === null ? null : Number(who)}
              isWorking={print.isPending}
              onMake={(ids) => print.isPending || print.mutate(ids)}
              onRevoke={(userId) => revoke.isPending || revoke.mutate(userId)}
            />
          )}
        </>
      )}
    </div>
  );
}

interface MadeProps {
  printed: NonNullable<ReturnType<typeof usePrintCards>['data']>;
  onDone: () => void;
}

function Made({ printed, onDone }: MadeProps) {
  const text = useLoginCardTexts();
  const columns = ['name', 'slug', 'address', 'classCode', 'code', 'link'] as const;
  const csv = codesCsv(
    columns.map((column) => text(`columns.${column}`)),
    printed,
  );
  const { hostname, host } = new URL(printed.typed_at);
  // The button that made them is below the list of names, so the page is scrolled down.
  useEffect(() => {
    window.scrollTo(0, 0);
  }, []);
  return (
    <>
      <Alert tone="warning" role="status" title={text('onceTitle')} className="print:hidden">
        <p className="text-muted-foreground">{text('onceText')}</p>
      </Alert>
      {isLoopback(hostname) && (
        <Alert tone="danger" role="alert" title={text('hereTitle')} className="print:hidden">
          <p className="text-muted-foreground">{text('hereText', { host })}</p>
        </Alert>
      )}
      <div className="flex flex-wrap gap-2 print:hidden">
        <Button autoFocus onClick={() => window.print()}>
          <Printer aria-hidden />
          {text('print')}
        </Button>
        <Button variant="outline" onClick={() => save(`${text('title')} ${printed.class_name}.csv`, csv)}>
          <Download aria-hidden />
          {text('csv')}
        </Button>
        <Button variant="ghost" onClick={onDone}>
          {text('done')}
        </Button>
      </div>
      <Sheets printed={printed} />
    </>
  );
}

const isLoopback = (hostname: string): boolean =>
  /^(.+\.)?localhost$/.test(hostname) || /^127\.|^\[::1\]$/.test(hostname);

/** Made in this page: the codes go to no server again. */
function save(name: string, csv: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  // Some browsers begin the download after this task.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
