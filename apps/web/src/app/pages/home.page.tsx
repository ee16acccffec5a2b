import { pages } from '@spawner/contracts';
import { Navigate } from 'react-router';
import { useMe } from '../../features/auth/me.query.js';

/** The dashboard for whoever is logged in, the log-in for everybody else (also while the server is away). */
export function HomePage() {
  const { data: user, isPending } = useMe();
  if (isPending) return null;
  return <Navigate to={user ? pages.dashboard : pages.login} replace />;
}
