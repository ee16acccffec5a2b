import { isRegistrationShut } from '../../features/info/registration-shut.js';
import { useInfo } from '../../lib/info.query.js';
import { RegistrationShut } from './registration-shut.js';
import { RequestLink } from './request-link.js';

export function RegisterPage() {
  const registration = useInfo()?.registration;
  if (registration && isRegistrationShut(registration)) return <RegistrationShut registration={registration} />;
  return <RequestLink key="signup" purpose="signup" />;
}
