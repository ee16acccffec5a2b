import type { Class, LiveClass, LivePerson } from '@spawner/contracts';
import { liveStates } from '@spawner/contracts/values';
import { clsx } from 'clsx';
import { ArrowDownAZ, ListOrdered, RotateCw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '../../components/problem-alert.js';
import { useAddress } from '../../components/table/use-address.js';
import { Button } from '../../components/ui/button.js';
import { Segmented } from '../../components/ui/segmented.js';
import { Select } from '../../components/ui/select.js';
import { Skeleton } from '../../components/ui/skeleton.js';
import { useTranslation } from '../../i18n/i18n.js';
import { clockTime } from '../../lib/relative-time.js';
import { BeamerView } from './beamer/beamer-view.js';
import { EmptyNotice } from './empty-notice.js';
import { Floating } from './floating.js';
import { Counters } from './head/counters.js';
import { LessonClock } from './head/lesson-clock.js';
import { Announcements } from './live/announcements.js';
import { ClockProvider } from './live/clock.js';
import { useLiveClass } from './live/live.query.js';
import { usePeopleNow } from './live/use-people-now.js';
import { PersonDialog } from './person/person-dialog.js';
import { useLiveTexts } from './texts/use-live-texts.js';
import { arrange, countsOf, type Filter, sortings } from './tiles/arrange.js';
import { PageOfTiles, TILES_A_PAGE } from './tiles/page-of-tiles.js';
import { TileGrid } from './tiles/tile-grid.js';
import { useHeld } from './tiles/use-held.js';

interface ClassLiveProps {
  of: Class;
  /** Buttons for the whole class: lesson, start, stop, message, material. */
  actions: (live: LiveClass, showBeamer: () => void) => ReactNode;
  /** The same for one member, beside what their container offers. */
  personActions: (person: LivePerson, live: LiveClass) => ReactNode;
  nameOfTemplate: (type: string) => string;
}

/** The page that a teacher has open during a lesson. */
export function ClassLive(props: ClassLiveProps) {
  const { of } = props;
  const address = useAddress({ type: of.templates });
  const type = address.values.type;
  const { data: live, error, isFetching, refetch, dataUpdatedAt, lost, clock } = useLiveClass(of.id, type);
  const text = useLiveTexts();
  const { t, language } = useTranslation();
  return (
    <ClockProvider value={clock}>
      <div className="grid grid-cols-1 gap-3">
        {error && !(live && lost) && (
          <ProblemAlert error={error}>
            <Button
              variant="outline"
              size="compact"
              className="mt-1 justify-self-start"
              onClick={() => void refetch()}
              aria-disabled={isFetching}
            >
              <RotateCw className={isFetching ? 'animate-spin' : undefined} aria-hidden />
              {t('common.retry')}
            </Button>
          </ProblemAlert>
        )}
        {live && <Loaded {...props} live={live} type={type} stale={lost || error !== null} />}
        {live && lost && <Floating warns>{text('lost', { time: clockTime(dataUpdatedAt, language) })}</Floating>}
        {live && !lost && live.as_of !== null && (
          <Floating warns>{text('noEngine', { time: clockTime(live.as_of, language) })}</Floating>
        )}
        {!live && !error && <Placeholder label={t('common.loading')} />}
      </div>
    </ClockProvider>
  );
}

interface LoadedProps extends ClassLiveProps {
  live: LiveClass;
  type: string;
  /** What is shown is no longer current. */
  stale: boolean;
}

function Loaded({ of, live, type, stale, actions, personActions, nameOfTemplate }: LoadedProps) {
  const text = useLiveTexts();
  const { language } = useTranslation();
  const people = usePeopleNow(live.people);
  const isLarge = people.length > TILES_A_PAGE;
  const address = useAddress({
    type: of.templates,
    show: isLarge ? ['unusual', 'all', ...liveStates] : ['all', 'unusual', ...liveStates],
    sort: sortings,
    view: ['tiles', 'beamer'],
    page: [] as const,
  });
  const { show: filter, sort, view, page } = address.values as { show: Filter } & typeof address.values;
  const [holds, setHolds] = useState(false);
  const [opened, setOpened] = useState<number | null>(null);
  const order = arrange(people, filter, sort, language);
  const held = useHeld(order, holds || opened !== null, `${type} ${filter} ${sort}`);
  const byId = new Map(people.map((person) => [person.user_id, person]));
  const shown = held.shown.flatMap((id) => byId.get(id) ?? []);
  const from = Math.min(Number.parseInt(page, 10) || 0, Math.max(0, Math.ceil(shown.length / TILES_A_PAGE) - 1));
  const isNarrowed = filter !== 'all' && filter !== 'unusual';
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <LessonClock lesson={live.lesson} className="min-h-9 text-sm" />
        {of.templates.length > 1 && (
          <Select
            className="max-w-60"
            aria-label={text('template')}
            value={type}
            onChange={({ target }) => address.set({ type: target.value, page: '' })}
          >
            {of.templates.map((template) => (
              <option key={template} value={template}>
                {nameOfTemplate(template)}
              </option>
            ))}
          </Select>
        )}
        <div className="flex min-w-0 items-center gap-1 max-md:w-full md:ml-auto">
          {actions(live, () => address.set({ view: 'beamer' }))}
        </div>
      </div>
      {people.length === 0 ? (
        <EmptyNotice classId={of.id} />
      ) : (
        <>
          <div className="flex items-center gap-3">
            <Counters
              counts={countsOf(people)}
              filter={filter}
              onFilter={(show) => address.set({ show, page: '' }, { replace: true })}
            />
            <span className="ml-auto shrink-0">
              <Segmented
                label={text('sort')}
                value={sort}
                options={[
                  { value: 'state', label: text('byState'), content: <ListOrdered aria-hidden /> },
                  { value: 'name', label: text('byName'), content: <ArrowDownAZ aria-hidden /> },
                ]}
                onChange={(value) => address.set({ sort: value }, { replace: true })}
              />
            </span>
          </div>
          <div
            aria-busy={stale}
            className={clsx('grid grid-cols-1 gap-3 transition-opacity', stale && 'opacity-60 grayscale-50')}
          >
            <TileGrid
              people={shown.slice(from * TILES_A_PAGE, (from + 1) * TILES_A_PAGE)}
              onHold={setHolds}
              onOpen={setOpened}
            />
            {held.waits && !stale && <Floating>{text('held')}</Floating>}
            {shown.length === 0 && (
              <EmptyNotice
                classId={of.id}
                of={isNarrowed ? 'state' : 'unusual'}
                onShowAll={() => address.set({ show: 'all' })}
              />
            )}
            <PageOfTiles page={from} total={shown.length} onPage={(to) => address.set({ page: String(to) })} />
          </div>
        </>
      )}
      <Announcements people={people} />
      {view === 'beamer' && (
        <BeamerView
          name={of.name}
          lesson={live.lesson}
          people={arrange(people, 'all', 'name', language).flatMap((id) => byId.get(id) ?? [])}
          onClose={() => address.set({ view: 'tiles' })}
        />
      )}
      {opened !== null && (
        <PersonDialog
          key={opened}
          classId={of.id}
          type={type}
          nameOfTemplate={nameOfTemplate}
          person={byId.get(opened) ?? null}
          actions={(person) => personActions(person, live)}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}

const TILES = Array.from({ length: 30 }, (_, index) => index);

/** As tall as what it stands for, so that nothing moves when that arrives. */
const Placeholder = ({ label }: { label: string }) => (
  <div role="status" aria-label={label} className="grid gap-3">
    <Skeleton className="h-9 w-72" />
    <Skeleton className="h-8" />
    <div className="grid gap-2 sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-6">
      {TILES.map((tile) => (
        <Skeleton key={tile} className="h-13 rounded-xl sm:h-21" />
      ))}
    </div>
  </div>
);
