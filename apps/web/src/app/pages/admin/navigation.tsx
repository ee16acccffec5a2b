import { consolePages, pages } from '@spawner/contracts/values';
import { useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { ArrowLeft, Menu } from 'lucide-react';
import { Link, NavLink, useLocation } from 'react-router';
import { Button } from '../../../components/ui/button.js';
import { Popup } from '../../../components/ui/popup.js';
import { machinesQuery } from '../../../features/admin/machines/machines.query.js';
import { useConsoleTexts } from '../../../features/admin/texts/use-console-texts.js';
import { useMe } from '../../../features/auth/me.query.js';
import { sections } from './sections.js';

const itemLook =
  'focus-ring flex h-11 items-center gap-2.5 rounded-lg px-3 text-sm font-medium transition-colors lg:h-9 [&_svg]:size-4 [&_svg]:shrink-0';
const restLook = 'text-muted-foreground hover:bg-muted hover:text-foreground';

/** Beside the page, where there is room. */
export function ConsoleNavigation() {
  const text = useConsoleTexts();
  return (
    <nav aria-label={text('nav.label')} className="sticky top-24 hidden w-48 shrink-0 self-start lg:block">
      <Items />
    </nav>
  );
}

/** The same in the top bar of narrow screens. */
export function ConsoleMenu() {
  const text = useConsoleTexts();
  const { pathname } = useLocation();
  return (
    <nav aria-label={text('nav.label')} className="lg:hidden">
      <Popup
        // Closes it after a change of page.
        key={pathname}
        className="w-60"
        button={(props) => (
          <Button variant="outline" size="compact" {...props}>
            <Menu aria-hidden />
            {text('nav.menu')}
          </Button>
        )}
      >
        <Items />
      </Popup>
    </nav>
  );
}

function Items() {
  const text = useConsoleTexts();
  const { data: user } = useMe();
  const { data } = useQuery({ ...machinesQuery, enabled: user?.is_admin === true });
  const isCluster = data !== undefined && data.machines.length > 1;
  return (
    <ul className="grid gap-0.5">
      {sections
        .filter(({ name }) => name !== 'machines' || isCluster)
        .map(({ name, Icon }) => (
          <li key={name}>
            <NavLink
              to={consolePages[name]}
              end={name === 'overview'}
              className={({ isActive }) => clsx(itemLook, isActive ? 'bg-accent text-accent-foreground' : restLook)}
            >
              <Icon aria-hidden />
              {text(`nav.${name}`)}
            </NavLink>
          </li>
        ))}
      <li className="mt-2 border-t pt-2">
        <Link to={pages.dashboard} className={clsx(itemLook, restLook)}>
          <ArrowLeft aria-hidden />
          {text('nav.back')}
        </Link>
      </li>
    </ul>
  );
}
