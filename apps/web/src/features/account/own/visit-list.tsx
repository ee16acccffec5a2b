import type { OwnVisit } from '@spawner/contracts';
import { Loading } from '../../../components/loading.js';
import { ProblemAlert } from '../../../components/problem-alert.js';
import { Section } from '../../../components/section.js';
import { TimeAgo } from '../../../components/time-ago.js';
import { Button } from '../../../components/ui/button.js';
import { Card } from '../../../components/ui/card.js';
import { useTranslation } from '../../../i18n/i18n.js';
import { useOwnVisits } from './own-account.query.js';
import { useOwnAccountTexts } from './texts/use-own-account-texts.js';

/** Who has opened the services of this user. */
export function VisitList() {
  const text = useOwnAccountTexts();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useOwnVisits();
  const visits = data?.pages.flatMap(({ items }) => items);
  return (
    <Section title={text('visits.title')} text={text('visits.text')}>
      {!visits && <Loading error={error} />}
      {visits?.length === 0 && <p className="text-sm text-muted-foreground">{text('visits.none')}</p>}
      {visits && visits.length > 0 && (
        <Card>
          <ul className="divide-y" aria-label={text('visits.title')}>
            {visits.map((visit) => (
              <VisitRow key={visit.id} visit={visit} />
            ))}
          </ul>
        </Card>
      )}
      {visits && error && <ProblemAlert error={error} />}
      {hasNextPage && (
        <Button
          variant="outline"
          className="justify-self-start"
          aria-disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {text('visits.more')}
        </Button>
      )}
    </Section>
  );
}

function VisitRow({ visit: { by, display_name: name, at, ended_at: end, reason } }: { visit: OwnVisit }) {
  const text = useOwnAccountTexts();
  const { language } = useTranslation();
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  return (
    <li className="grid gap-0.5 px-4 py-3 sm:px-5">
      <p className="text-sm font-medium wrap-anywhere">{text('visits.row', { by, name })}</p>
      <p className="flex flex-wrap gap-x-3 text-xs text-muted-foreground">
        <TimeAgo at={at} />
        <span>{end ? text('visits.until', { time: time.format(new Date(end)) }) : text('visits.open')}</span>
      </p>
      {reason && <p className="text-sm wrap-anywhere text-muted-foreground">{text('visits.reason', { reason })}</p>}
    </li>
  );
}
