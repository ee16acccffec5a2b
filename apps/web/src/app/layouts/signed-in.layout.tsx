import { Outlet } from 'react-router';
import { SignedInFrame } from './signed-in.frame.js';

export const SignedInLayout = () => (
  <SignedInFrame>
    <Outlet />
  </SignedInFrame>
);
