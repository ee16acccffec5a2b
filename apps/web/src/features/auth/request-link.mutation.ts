import { useMutation } from '@tanstack/react-query';
import { call } from '../../lib/api.js';

/** Log in and register differ only in the endpoint that is asked for the link. */
export type LinkPurpose = 'login' | 'signup';

export const useRequestLink = (purpose: LinkPurpose) =>
  useMutation({ mutationFn: (email: string) => call(purpose, { body: { email } }) });
