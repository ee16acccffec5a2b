import { pages } from '@spawner/contracts/values';
import { useNavigate } from 'react-router';
import { goTo, rememberNextPage, takeNextPage } from './next-page.js';

/** Opens the page that was requested before the log-in, else the dashboard. */
export function useEnter(): () => void {
  const navigate = useNavigate();
  return () => {
    const next = takeNextPage();
    if (next) goTo(next);
    // `replace`: the token leaves the history with this entry.
    else void navigate(pages.dashboard, { replace: true });
  };
}

/** With a card: a page that is kept is that of somebody else, who has requested a link at this computer. */
export function useEnterByCard(): () => void {
  const enter = useEnter();
  return () => {
    rememberNextPage(null);
    enter();
  };
}
