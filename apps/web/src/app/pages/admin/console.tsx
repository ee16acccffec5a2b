import { consolePages } from '@spawner/contracts/values';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { JobStrip } from '../../../components/jobs/job-strip.js';
import { Loading } from '../../../components/loading.js';
import { useMe } from '../../../features/auth/me.query.js';
import { SignedInFrame } from '../../layouts/signed-in.frame.js';
import { NotFoundNotice, NotFoundPage } from '../not-found.page.js';
import { ConsoleMenu, ConsoleNavigation } from './navigation.js';
import { sections } from './sections.js';

const PersonPage = lazy(async () => ({ default: (await import('./person.page.js')).PersonPage }));

/** Frame and pages below /admin. For everybody else than admins they do not exist. */
export function Console() {
  const { data: user } = useMe();
  if (user && !user.is_admin) return <NotFoundPage />;
  return (
    <SignedInFrame wide bar={<ConsoleMenu />} side={<ConsoleNavigation />}>
      <JobStrip />
      {/* Here, so that the navigation stays while a page is loaded. */}
      <Suspense fallback={<Loading error={null} />}>
        <Routes>
          {sections.map(({ name, Page }) => (
            <Route key={name} path={inConsole(consolePages[name])} element={<Page />} />
          ))}
          <Route path={inConsole(consolePages.person)} element={<PersonPage />} />
          <Route path="*" element={<NotFoundNotice />} />
        </Routes>
      </Suspense>
    </SignedInFrame>
  );
}

/** The path as the routes below /admin see it. */
const inConsole = (path: string): string => path.slice(consolePages.overview.length);
