import { pages } from '@spawner/contracts';
import { useEffect, useState } from 'react';
import { Navigate } from 'react-router';
import { call } from '../../lib/api.js';
import { goTo, hasJustSentBack } from './next-page.js';

/** For whoever is logged in and was sent here all the same: what opens services is renewed with the session. */
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
