import { pages } from '@spawner/contracts/values';
import { useEffect, useState } from 'react';
import { Navigate } from 'react-router';
import { call } from '../../lib/api.js';
import { goTo, hasJustSentBack } from './next-page.js';

/** For a logged-in user whom a service sent here: the renewal also sets the cookie that opens services. */
export function PassThrough({ to }: { to: string }) {
  const [stays, setStays] = useState(() => hasJustSentBack(to));
  useEffect(() => {
    if (stays) return;
    void call('refreshSession').then(
      () => goTo(to),
      () => setStays(true),
    );
  }, [stays, to]);
  return stays && <Navigate to={pages.dashboard} replace />;
}
