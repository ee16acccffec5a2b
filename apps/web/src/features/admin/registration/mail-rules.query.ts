import type { MailEffect, MailRule } from '@spawner/contracts';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { callAdmin } from '../../../lib/admin-api.js';

const mailRulesQuery = queryOptions({
  queryKey: ['admin', 'mail-rules'],
  queryFn: ({ signal }) => callAdmin('mailRules', { signal }),
});

export const useMailRules = () => useQuery(mailRulesQuery);

export function useSaveMailRules() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: { rules: MailRule[]; version: number }) => callAdmin('saveMailRules', { body }),
    onSuccess: (rules) => {
      queryClient.setQueryData(mailRulesQuery.queryKey, rules);
    },
  });
}

export interface MailRulesTrial {
  rules: MailRule[];
  default_effect: MailEffect;
  email?: string | undefined;
}

/** What rules would do that need not be saved yet; null: nothing to try. */
export const useMailRulesEffect = (trial: MailRulesTrial | null) =>
  useQuery({
    queryKey: ['admin', 'mail-rules-effect', trial],
    queryFn: ({ signal }) => callAdmin('tryMailRules', { body: trial as MailRulesTrial, signal }),
    enabled: trial !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
