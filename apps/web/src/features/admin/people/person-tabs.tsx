import { clsx } from 'clsx';
import { Link } from 'react-router';
import { usePeopleTexts } from './texts/use-people-texts.js';

export const personTabs = ['overview', 'login', 'classes', 'data', 'audit'] as const;
export type PersonTab = (typeof personTabs)[number];

/** Links, because each has an address. */
export function PersonTabs({ shown }: { shown: PersonTab }) {
  const text = usePeopleTexts();
  return (
    <nav aria-label={text('tabs')} className="border-b">
      <ul className="flex gap-5 max-sm:gap-4 max-sm:overflow-x-auto max-sm:overflow-y-hidden">
        {personTabs.map((tab) => (
          <li key={tab}>
            <Link
              to={tab === 'overview' ? '?' : `?tab=${tab}`}
              aria-current={tab === shown ? 'page' : undefined}
              className={clsx(
                'focus-ring -mb-px inline-flex h-11 items-center border-b-2 text-sm font-medium transition-colors',
                tab === shown
                  ? 'border-primary text-foreground'
                  : 'border-transparent text-muted-foreground hover:text-foreground',
              )}
            >
              {text(`${tab}Tab`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
