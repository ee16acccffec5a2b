import { Ban, LogIn } from 'lucide-react';
import { useEffect } from 'react';
import { PageTitle } from '../../components/page-title.js';
import { ProblemAlert } from '../../components/problem-alert.js';
import { Button } from '../../components/ui/button.js';
import { Skeleton } from '../../components/ui/skeleton.js';
import { Spinner } from '../../components/ui/spinner.js';
import { AskedBy } from '../../features/auth/asked-by.js';
import { useAskedBy } from '../../features/auth/asked-by.query.js';
import { useRefuseLink } from '../../features/auth/refuse-link.mutation.js';
import { useTranslation } from '../../i18n/i18n.js';
import { hasCode } from '../../lib/problem.js';

interface WhoAskedProps {
  token: string;
  isEntering: boolean;
  /** Of the log-in. */
  error: unknown;
  onMe: () => void;
  onNotMe: () => void;
  onUseless: () => void;
}

/** The link was requested in another browser: it could be an attacker's, who wants this user in the attacker's account. */
export function WhoAsked({ token, isEntering, error, onMe, onNotMe, onUseless }: WhoAskedProps) {
  const { t } = useTranslation();
  const asked = useAskedBy(token);
  const refusal = useRefuseLink();
  const isUseless = hasCode(asked.error, 'link_invalid') || hasCode(refusal.error, 'link_invalid');
  useEffect(() => {
    if (isUseless) onUseless();
  });

  const problem = error ?? refusal.error ?? asked.error;
  const mayAnswer = !isEntering && !refusal.isPending;
  return (
    <div className="grid animate-enter gap-6">
      <PageTitle>{t('askedBy.title')}</PageTitle>
      <div className="grid gap-2">
        <h1 className="text-3xl font-semibold tracking-tight">{t('askedBy.title')}</h1>
        <p className="text-muted-foreground">{t('askedBy.text')}</p>
      </div>
      {asked.data ? <AskedBy asked={asked.data} /> : <Skeleton className="h-32 w-full" />}
      <div className="grid gap-3">
        {problem && !isUseless ? <ProblemAlert error={problem} /> : null}
        <Button
          size="large"
          onClick={() => mayAnswer && asked.data && onMe()}
          aria-disabled={!mayAnswer || !asked.data}
        >
          {isEntering ? <Spinner /> : <LogIn aria-hidden />}
          {t(isEntering ? 'confirm.working' : 'askedBy.me')}
        </Button>
        <Button
          size="large"
          variant="outline"
          onClick={() => mayAnswer && refusal.mutate(token, { onSuccess: onNotMe })}
          aria-disabled={!mayAnswer}
        >
          <Ban aria-hidden />
          {t('askedBy.notMe')}
        </Button>
      </div>
      <p className="text-sm text-muted-foreground">{t('askedBy.hint')}</p>
    </div>
  );
}
