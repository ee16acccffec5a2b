import { lazy } from 'react';
import { Outlet } from 'react-router';
import { useMe } from '../../features/auth/me.query.js';
import { SignedInFrame } from './signed-in.frame.js';

const ApprovalPage = lazy(async () => ({ default: (await import('../pages/approval.page.js')).ApprovalPage }));

export function SignedInLayout() {
  const { data: user } = useMe();
  return <SignedInFrame>{user?.approval === 'granted' ? <Outlet /> : <ApprovalPage />}</SignedInFrame>;
}
