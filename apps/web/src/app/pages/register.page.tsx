import { RequestLink } from './request-link.js';

export const RegisterPage = () => <RequestLink key="signup" purpose="signup" />;
