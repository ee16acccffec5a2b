import type { AskedBy as AskedByAnswer } from '@spawner/contracts';
import { TimeAgo } from '../../components/time-ago.js';
import { Whereabouts } from '../../components/whereabouts.js';
import { useTranslation } from '../../i18n/i18n.js';
import { clockTime } from '../../lib/relative-time.js';

/** Who requested a link: account, browser, time and address, so that the user recognises their own request. */
export function AskedBy({ asked }: { asked: AskedByAnswer }) {
  const { t, language } = useTranslation();
  const rows = [
    [t('askedBy.account'), asked.email],
    [t('askedBy.with'), <Whereabouts {...asked} />],
    [
      t('askedBy.at'),
      <>
        {clockTime(asked.at, language)} (<TimeAgo at={asked.at} />)
      </>,
    ],
    [t('askedBy.from'), <span className="font-mono">{asked.ip ?? '–'}</span>],
  ] as const;
  return (
    <dl className="grid gap-3 rounded-xl border bg-card p-4 text-sm shadow-card">
      {rows.map(([label, value]) => (
        <div key={label} className="grid grid-cols-[6rem_1fr] gap-3">
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="font-medium wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
