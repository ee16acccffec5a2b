import { pages } from '@spawner/contracts/values';
import { Navigate } from 'react-router';
import { useMe } from '../../features/auth/me.query.js';

/** With a login the dashboard, else the log-in, also while the server is away. */
export function HomePage() {
  const { data: user, isPending } = useMe();
  if (isPending) return null;
  return <Navigate to={user ? pages.dashboard : pages.login} replace />;
}
