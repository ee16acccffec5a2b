import type { AuditOutcome } from '@spawner/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { adminAddressOf, callAdmin } from '../../../lib/admin-api.js';

export const PAGE_SIZE = 50;

/** As the address bar has them: ids as text, and days instead of times. */
export const auditFilters = {
  actor: [],
  about: [],
  action: [],
  outcome: ['', 'done', 'refused', 'failed'],
  from: [],
  to: [],
} as const;

export type ChosenFilters = Partial<Record<keyof typeof auditFilters, string>>;

/** @param before the last event of the page before; empty for the first page */
export const useAudit = (chosen: ChosenFilters, before: string) =>
  useQuery({
    queryKey: ['admin', 'audit', chosen, before],
    queryFn: ({ signal }) =>
      callAdmin('audit', {
        query: { ...asked(chosen), limit: PAGE_SIZE, ...(before && { before }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });

export const auditExportAddress = (chosen: ChosenFilters): string => adminAddressOf('auditExport', {}, asked(chosen));

/** Days begin and end where the reader is; the API takes moments. */
function asked({ from, to, outcome, ...others }: ChosenFilters) {
  return {
    ...others,
    ...(outcome && { outcome: outcome as AuditOutcome }),
    ...(from && { from: new Date(`${from}T00:00`).toISOString() }),
    ...(to && { to: dayAfter(to).toISOString() }),
  };
}

function dayAfter(day: string): Date {
  const moment = new Date(`${day}T00:00`);
  moment.setDate(moment.getDate() + 1);
  return moment;
}
