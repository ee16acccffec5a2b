import { lazy, Suspense } from 'react';
import { Route, Routes, useParams } from 'react-router';
import { JobStrip } from '../../../components/jobs/job-strip.js';
import { Loading } from '../../../components/loading.js';
import { useMe } from '../../../features/auth/me.query.js';
import { useClass, useJobsOfOthers } from '../../../features/classes/classes.query.js';
import { ClassHead } from '../../../features/classes/head/class-head.js';
import { hasCode } from '../../../lib/problem.js';
import { SignedInFrame } from '../../layouts/signed-in.frame.js';
import { NotFoundNotice, NotFoundPage } from '../not-found.page.js';

const CardsPage = lazy(async () => ({ default: (await import('./cards.page.js')).CardsPage }));
const LivePage = lazy(async () => ({ default: (await import('./live.page.js')).LivePage }));
const MaterialPage = lazy(async () => ({ default: (await import('./material.page.js')).MaterialPage }));
const MembersPage = lazy(async () => ({ default: (await import('./members.page.js')).MembersPage }));
const SettingsPage = lazy(async () => ({ default: (await import('./settings.page.js')).SettingsPage }));

/** Everything below /class/{id}. For everybody else than managers and admins it does not exist. */
export function ClassPage() {
  const { id = '' } = useParams();
  const { data: user } = useMe();
  if (user?.role === 'user') return <NotFoundPage />;
  return (
    <Routes>
      <Route path="cards" element={<CardsPage id={id} />} />
      <Route
        path="*"
        element={
          <SignedInFrame wide dense>
            {/* Only once the role is known: others ask for no class. */}
            {user && <Tabs id={id} ownId={user.id} />}
          </SignedInFrame>
        }
      />
    </Routes>
  );
}

function Tabs({ id, ownId }: { id: string; ownId: number }) {
  const { data: of, error, refetch } = useClass(id);
  const { data: others = [] } = useJobsOfOthers(id, ownId);
  if (hasCode(error, 'not_found') || hasCode(error, 'invalid_request')) return <NotFoundNotice />;
  if (!of) return <Loading error={error} onRetry={() => void refetch()} />;
  return (
    <div className="grid gap-4">
      <ClassHead of={of} />
      <JobStrip dense classId={of.id} others={others} />
      {/* Here, so that the head stays while a tab is loaded. */}
      <Suspense fallback={<Loading error={null} />}>
        <Routes>
          <Route index element={<LivePage of={of} />} />
          <Route path="members" element={<MembersPage of={of} />} />
          <Route path="material" element={<MaterialPage of={of} />} />
          <Route path="settings" element={<SettingsPage of={of} />} />
          <Route path="*" element={<NotFoundNotice />} />
        </Routes>
      </Suspense>
    </div>
  );
}
