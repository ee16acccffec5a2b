import { useMutation } from '@tanstack/react-query';
import { call } from '../../lib/api.js';

/** Log-in and registration differ only in the endpoint. */
export type LinkPurpose = 'login' | 'signup';

export const useRequestLink = (purpose: LinkPurpose) =>
  useMutation({ mutationFn: (email: string) => call(purpose, { body: { email } }) });
