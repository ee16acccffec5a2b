import { useMutation } from '@tanstack/react-query';
import { call } from '../../lib/api.js';

export const useRefuseLink = () =>
  useMutation({ mutationFn: (token: string) => call('refuseLink', { body: { token } }) });
