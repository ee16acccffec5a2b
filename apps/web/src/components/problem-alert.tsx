import type { ReactNode } from 'react';
import { useTranslation } from '../i18n/i18n.js';
import type { Translate } from '../i18n/texts.type.js';
import { CookiesBlocked } from '../lib/cookies.js';
import { ApiProblem, NetworkFailure, UnexpectedAnswer } from '../lib/problem.js';
import { Alert } from './ui/alert.js';

/** What went wrong and what to do next: the API's own texts where it sent some. */
export function ProblemAlert({ error, children }: { error: unknown; children?: ReactNode }) {
  const { t } = useTranslation();
  const { title, detail } = problemText(error, t);
  return (
    <Alert tone="danger" role="alert" title={title}>
      <p className="whitespace-pre-line text-muted-foreground">{detail}</p>
      {children}
    </Alert>
  );
}

/** The API's own texts where it sent some. */
export function problemText(error: unknown, t: Translate): { title: string; detail: string } {
  if (error instanceof ApiProblem) return error.problem;
  if (error instanceof NetworkFailure) {
    return error.reason === 'timeout'
      ? { title: t('problem.timeoutTitle'), detail: t('problem.timeoutText') }
      : { title: t('problem.unreachableTitle'), detail: t('problem.unreachableText') };
  }
  if (error instanceof CookiesBlocked) return { title: t('problem.cookiesTitle'), detail: t('problem.cookiesText') };
  if (error instanceof UnexpectedAnswer) {
    return {
      title: t('problem.unexpectedTitle', { status: error.status }),
      detail: t('problem.unexpectedText'),
    };
  }
  return { title: t('problem.unknownTitle'), detail: t('problem.unknownText') };
}
