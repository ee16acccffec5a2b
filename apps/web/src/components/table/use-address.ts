import { useLocation, useSearchParams } from 'react-router';

/** The values that each filter may have, the usual one first; without values, any text. */
type Filters = Readonly<Record<string, readonly string[]>>;
export type FilterValues<F extends Filters> = { [K in keyof F]: F[K] extends readonly [] ? string : F[K][number] };

export interface ListAddress<F extends Filters> {
  values: FilterValues<F>;
  /** Those that differ from the usual ones: what narrows the list, or sorts it. */
  chosen: Partial<FilterValues<F>>;
  /** Changes filters and opens the first page. `replace`: without another entry in the history, for what is typed. */
  set: (change: Partial<FilterValues<F>>, options?: { replace?: boolean }) => void;
  reset: () => void;
  /** Of the page that is shown; empty for the first one. */
  cursor: string;
  /** The cursors of the pages before; null where the page was opened by its address and they are not known. */
  trail: readonly string[] | null;
  openPage: (cursor: string, trail: readonly string[]) => void;
}

/** Search, filters, sort and page of a list, kept in the address: it can be sent to a colleague, and Back works. */
export function useAddress<F extends Filters>(filters: F): ListAddress<F> {
  const [query, setQuery] = useSearchParams();
  const { state } = useLocation() as { state: { trail?: string[] } | null };

  const read = ([name, allowed]: [string, readonly string[]]): [string, string] => {
    const value = query.get(name) ?? '';
    return [name, allowed.length === 0 || allowed.includes(value) ? value : (allowed[0] ?? '')];
  };
  const values = Object.entries(filters).map(read);
  const chosen = values.filter(([name, value]) => value !== usual(filters, name));
  const cursor = query.get('cursor') ?? '';

  const write = (
    change: Readonly<Record<string, string | undefined>>,
    options: { replace?: boolean; state?: unknown },
  ) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value = ''] of Object.entries(change)) {
        if (value === usual(filters, name)) after.delete(name);
        else after.set(name, value);
      }
      return after;
    }, options);

  return {
    values: Object.fromEntries(values) as FilterValues<F>,
    chosen: Object.fromEntries(chosen) as Partial<FilterValues<F>>,
    set: (change, { replace = false } = {}) => write({ ...change, cursor: '' }, { replace }),
    reset: () => setQuery(new URLSearchParams()),
    cursor,
    trail: cursor === '' ? [] : (state?.trail ?? null),
    openPage: (next, trail) => write({ cursor: next }, { state: { trail } }),
  };
}

const usual = (filters: Filters, name: string): string => filters[name]?.[0] ?? '';
