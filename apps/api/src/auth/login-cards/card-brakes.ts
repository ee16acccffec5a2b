import type { Brake } from '../brakes.js';

const HOUR_MS = 3_600_000;

/** Thirty children behind one address mistype: then they wait for a second, and none of them is locked out. */
export const lineBrake = (line: string, classCode: string): Brake => ({
  ...{ key: `card ${classCode} ${line}`, most: 5, perMs: HOUR_MS, restMs: 1000, then: 'one', code: 'card_paused' },
});

/** At 200 tries in an hour, one of 30 cards with 40 bits is hit once in 20,000 years. QR codes still work. */
export const classBrake = (classCode: string): Brake => ({
  ...{ key: `card ${classCode}`, most: 200, perMs: HOUR_MS, restMs: HOUR_MS / 4, then: 'all', code: 'card_paused' },
});
