import type { RegistrationInfo } from '@spawner/contracts';

/** The form to register would be refused, whatever the address. The first admin may register in every mode. */
export const isRegistrationShut = ({ mode, setup_code }: RegistrationInfo): boolean =>
  !setup_code && (mode === 'closed' || mode === 'invitation');
