import type { Class } from '@spawner/contracts';
import { classPages, pages } from '@spawner/contracts/values';
import { clsx } from 'clsx';
import { ChevronLeft } from 'lucide-react';
import { generatePath, Link, NavLink } from 'react-router';
import { PageTitle } from '../../../components/page-title.js';
import { Alert } from '../../../components/ui/alert.js';
import { Badge } from '../../../components/ui/badge.js';
import { useClassTexts } from '../texts/use-class-texts.js';

const tabs = ['live', 'members', 'material', 'settings'] as const;

/** Name and tabs in one line where there is room: thirty tiles below them are to fit on a small screen. */
export function ClassHead({ of }: { of: Class }) {
  const text = useClassTexts();
  const params = { id: String(of.id) };
  const teachers = of.teachers.map(({ name }) => name).join(', ');
  return (
    <>
      <PageTitle>{of.name}</PageTitle>
      <header className="flex flex-wrap items-end justify-between gap-x-6 border-b">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
          <Link
            to={pages.classes}
            aria-label={text('head.back')}
            title={text('head.back')}
            className="focus-ring -ml-2 grid size-9 place-items-center rounded-lg text-muted-foreground hover:bg-muted hover:text-foreground"
          >
            <ChevronLeft className="size-5" aria-hidden />
          </Link>
          <h1 className="-ml-2 text-xl font-semibold tracking-tight wrap-anywhere">{of.name}</h1>
          {of.archived_at !== null && <Badge tone="warning">{text('head.archived')}</Badge>}
          <p className="text-sm text-muted-foreground wrap-anywhere max-sm:hidden">
            {teachers ? text('head.taughtBy', { names: teachers }) : text('head.noTeacher')}
          </p>
        </div>
        <nav aria-label={text('head.tabs')}>
          <ul className="flex gap-5 max-sm:gap-4">
            {tabs.map((tab) => (
              <li key={tab}>
                <NavLink
                  end
                  to={generatePath(classPages[tab], params)}
                  className={({ isActive }) =>
                    clsx(
                      'focus-ring -mb-px inline-flex h-11 items-center border-b-2 text-sm font-medium transition-colors',
                      isActive
                        ? 'border-primary text-foreground'
                        : 'border-transparent text-muted-foreground hover:text-foreground',
                    )
                  }
                >
                  {text(`tabs.${tab}`)}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      {of.archived_at !== null && (
        <Alert tone="warning" title={text('head.archivedTitle')}>
          <p className="text-muted-foreground">{text('head.archivedText')}</p>
          <Link
            to={generatePath(classPages.settings, params)}
            className="focus-ring justify-self-start rounded-sm font-medium text-primary underline underline-offset-4"
          >
            {text('head.toSettings')}
          </Link>
        </Alert>
      )}
    </>
  );
}
