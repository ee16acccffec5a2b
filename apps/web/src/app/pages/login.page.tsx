import { RequestLink } from './request-link.js';

export const LoginPage = () => <RequestLink key="login" purpose="login" />;
