/** Enough for the question whom a card logs in: `Vogel, Anna Maria` and `Anna Vogel` are `Anna`. */
export function firstNameOf(name: string): string {
  const given = name.split(',')[1]?.trim() ?? '';
  const [first = name] = (given === '' ? name : given).split(/\s+/);
  return first;
}
