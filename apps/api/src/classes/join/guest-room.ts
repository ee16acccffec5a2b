/** A guest whose browser has not asked for so long has left. It asks again at least twice in a minute. */
export const GUEST_STAYS_MS = 120_000;

/** After so long without asking, guests are still shown and let in, but keep nobody out. Their browsers ask every 26 seconds. */
export const GUEST_HOLDS_PLACE_MS = 35_000;

/** Who wait at the same time behind one line, such as that of a school: a class fits. */
export const MOST_OF_LINE = 40;

/** And from everywhere: a prankster, who has one line or two, keeps nobody out. */
export const MOST_GUESTS = 200;
