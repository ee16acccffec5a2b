import { useState } from 'react';

export interface Selection<Row> {
  has: (key: string) => boolean;
  /** The chosen rows; those of pages that were left, too. */
  rows: readonly Row[];
  /** Everything that the filters find is chosen, also what no page has shown yet. */
  all: boolean;
  toggle: (key: string, row: Row) => void;
  /** Chooses these rows, or none of them. */
  setMany: (rows: readonly (readonly [string, Row])[], chosen: boolean) => void;
  chooseAll: () => void;
  clear: () => void;
}

/** @param filters the selection is dropped when these change: what is chosen must be what the list can show */
export function useSelection<Row>(filters: string): Selection<Row> {
  const [state, setState] = useState({ filters, rows: new Map<string, Row>(), all: false });
  const { rows, all } = state.filters === filters ? state : { rows: new Map<string, Row>(), all: false };
  const keep = (next: Map<string, Row>) => setState({ filters, rows: next, all: false });

  return {
    has: (key) => all || rows.has(key),
    rows: [...rows.values()],
    all,
    toggle: (key, row) => {
      const next = new Map(rows);
      if (!next.delete(key)) next.set(key, row);
      keep(next);
    },
    setMany: (many, chosen) => {
      const next = new Map(rows);
      many.forEach(([key, row]) => (chosen ? next.set(key, row) : next.delete(key)));
      keep(next);
    },
    chooseAll: () => setState({ filters, rows, all: true }),
    clear: () => keep(new Map()),
  };
}
