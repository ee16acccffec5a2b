import { useMutation } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { requireCookies } from '../../lib/cookies.js';

/** Log-in and registration differ only in the endpoint. */
export type LinkPurpose = 'login' | 'signup';

export const useRequestLink = (purpose: LinkPurpose) =>
  useMutation({
    mutationFn: async (email: string) => {
      requireCookies();
      return call(purpose, { body: { email } });
    },
  });
