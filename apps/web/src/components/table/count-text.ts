/** As in the contract: the API counts up to this, and says one more where there are more. */
const MOST_COUNTED = 10_000;

/** "812", "10.000+" */
export const countText = (count: number, language: string): string =>
  Math.min(count, MOST_COUNTED).toLocaleString(language) + (count > MOST_COUNTED ? '+' : '');
