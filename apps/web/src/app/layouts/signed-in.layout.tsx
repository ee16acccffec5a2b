import type { ReactElement } from 'react';
import { Outlet } from 'react-router';
import { useMe } from '../../features/auth/me.query.js';
import { SignedInFrame } from './signed-in.frame.js';

/** Shows `approvalPage` instead of every other page until an admin has let the user in. */
export function SignedInLayout({ approvalPage }: { approvalPage: ReactElement }) {
  const { data: user } = useMe();
  return <SignedInFrame>{user?.approval === 'granted' ? <Outlet /> : approvalPage}</SignedInFrame>;
}
