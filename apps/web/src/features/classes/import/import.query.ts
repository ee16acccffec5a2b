import type { ImportReport, ImportRow } from '@spawner/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { callAdmin } from '../../../lib/admin-api.js';

/** A row as it is edited. */
export interface EditedRow {
  readonly name: string;
  readonly email: string;
  readonly external_id: string;
  readonly class_name: string;
  /** What is wrong with it as it is in the list. */
  readonly fault: ImportRow['fault'];
  readonly isTaken: boolean;
}

export type ListedField = 'name' | 'email' | 'external_id' | 'class_name';

/** Thousands of rows take a while. */
const TIMEOUT_MS = 60_000;

export const sendList = (classId: number, file: Blob, isTrial: boolean, signal?: AbortSignal): Promise<ImportReport> =>
  callAdmin('importMembers', {
    params: { id: String(classId) },
    ...(isTrial && { query: { dry_run: 'true' } }),
    file,
    timeoutMs: TIMEOUT_MS,
    ...(signal && { signal }),
  });

/** What would become of the rows as they are now. */
export const useImportPreview = (classId: number, list: string | null) =>
  useQuery({
    queryKey: ['class-import', classId, list],
    queryFn: ({ signal }) => sendList(classId, new Blob([list ?? '']), true, signal),
    enabled: list !== null,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });

const headings: Readonly<Record<ListedField, string>> = {
  ...{ name: 'Name', email: 'E-Mail', external_id: 'ID', class_name: 'Klasse' },
};

export const listOf = (rows: readonly EditedRow[], fields: readonly ListedField[]): string =>
  [fields.map((field) => headings[field]), ...rows.map((row) => fields.map((field) => row[field]))]
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';'))
    .join('\n');
