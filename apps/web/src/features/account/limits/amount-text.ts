import type { OwnLimit } from '@spawner/contracts';
import type { useLimitTexts } from './texts/use-limit-texts.js';

type Kind = OwnLimit['kind'];

/** How many of an amount's own unit people read as one. */
export const amountScales: Record<Kind, number> = {
  running: 1,
  cards: 1,
  cpu: 1000,
  memory: 1024 ** 3,
  storage: 1024 ** 3,
};

/** "1,5" */
export const amountNumber = (language: string, kind: Kind, amount: number): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(amount / amountScales[kind]);

/** "3", "1,5 GiB", "2 Kerne" */
export function amountText(
  text: ReturnType<typeof useLimitTexts>,
  language: string,
  kind: Kind,
  amount: number,
): string {
  const count = amountNumber(language, kind, amount);
  if (kind === 'cpu') return text('cores', { count });
  return kind === 'memory' || kind === 'storage' ? text('gib', { count }) : count;
}
