import { pages } from '@spawner/contracts/values';
import { QrCode } from 'lucide-react';
import { Link } from 'react-router';
import { PageTitle } from '../../components/page-title.js';
import { CodesForm } from '../../features/auth/card/codes-form.js';
import { useCardTexts } from '../../features/auth/card/texts/use-card-texts.js';
import { useEnterByCard } from '../../features/auth/use-enter.js';

/** Also for whoever is logged in: the next child sits down, and that login ends. */
export function TypedCodePage() {
  const text = useCardTexts();
  const enter = useEnterByCard();
  return (
    <div className="grid animate-enter gap-6">
      <PageTitle>{text('codes.title')}</PageTitle>
      <div className="grid gap-2">
        <h1 className="text-3xl font-semibold tracking-tight text-balance">{text('codes.title')}</h1>
        <p className="text-muted-foreground">{text('codes.text')}</p>
      </div>
      <CodesForm onEntered={enter} />
      <div className="grid gap-1 text-sm text-muted-foreground">
        <p className="flex items-center gap-2">
          <QrCode className="size-4 shrink-0" aria-hidden />
          {text('codes.scan')}
        </p>
        <Link
          to={pages.login}
          className="focus-ring inline-flex min-h-11 items-center justify-self-start rounded-md underline-offset-4 hover:text-foreground hover:underline"
        >
          {text('codes.byMail')}
        </Link>
      </div>
    </div>
  );
}
