import { positionOf } from '../database/keyset.js';
import { InvalidRequest } from '../errors/invalid-request.error.js';

type Column<Sort extends string> = Sort extends `-${infer Name}` ? Name : Sort;

export const orderOf = <Sort extends string>(sort: Sort): { column: Column<Sort>; descending: boolean } => ({
  column: sort.replace('-', '') as Column<Sort>,
  descending: sort.startsWith('-'),
});

/**
 * The condition for the rows after a cursor, empty on the first page. Lists of classes are short: their keys are
 * expressions, read as text, and no index has to fit.
 * @throws InvalidRequest where the cursor was not made by this list
 */
export function beyondCursor(
  cursor: string | undefined,
  sort: string,
  { key, id }: { readonly key: string; readonly id: string },
  values: unknown[],
): string {
  const position = positionOf(cursor, sort);
  if (!position) return '';
  const { column, descending } = orderOf(sort);
  const isText = column === 'name';
  const isKey = typeof position.key === 'string' && (isText || /^\d{1,16}(\.\d{1,6})?$/.test(position.key));
  if (!isKey || typeof position.id !== 'number')
    throw new InvalidRequest([{ path: ['cursor'], message: 'is not a cursor of this list' }]);
  const last = values.push(position.key, position.id);
  return `AND (${key}, ${id}) ${descending ? '<' : '>'} ($${String(last - 1)}::${isText ? 'text' : 'numeric'}, $${String(last)}::bigint)`;
}
