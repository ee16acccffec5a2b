import { z } from 'zod';

const unit = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;

/** Docker's notation: `512m`, `1g`, or plain bytes. */
export const bytes = z
  .string()
  .regex(/^\d{1,15}[bkmg]?$/i, 'is not a size such as 512m or 1g')
  .transform((text) => Number.parseInt(text) * unit[text.replace(/\d/g, '').toLowerCase() as keyof typeof unit]);

/** The same notation, as short as it is exact. */
export function sizeText(size: number): string {
  const fitting = (['g', 'm', 'k'] as const).find((letter) => size % unit[letter] === 0);
  return fitting ? `${String(size / unit[fitting])}${fitting}` : String(size);
}
