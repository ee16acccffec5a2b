import { useMutation } from '@tanstack/react-query';
import { call } from '../../lib/api.js';
import { requireCookies } from '../../lib/cookies.js';

/** Log-in and registration differ only in the endpoint. */
export type LinkPurpose = 'login' | 'signup';

export interface LinkRequest {
  email: string;
  /** Of the first admin. */
  setupCode?: string | undefined;
}

export const useRequestLink = (purpose: LinkPurpose) =>
  useMutation({
    mutationFn: async ({ email, setupCode }: LinkRequest) => {
      requireCookies();
      if (purpose === 'login') return call('login', { body: { email } });
      return call('signup', { body: { email, ...(setupCode && { setup_code: setupCode }) } });
    },
  });
