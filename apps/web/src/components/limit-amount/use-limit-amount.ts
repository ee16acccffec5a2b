import type { LimitKind } from '@spawner/contracts';
import { useTranslation } from '../../i18n/i18n.js';
import { useAmountTexts } from './texts/use-amount-texts.js';

/** How many of an amount's own unit people read as one. */
export const amountScales: Record<LimitKind, number> = {
  running: 1,
  cards: 1,
  cpu: 1000,
  memory: 1024 ** 3,
  storage: 1024 ** 3,
};

/** Writes amounts of what is limited in the reader's language. */
export function useLimitAmount() {
  const text = useAmountTexts();
  const format = new Intl.NumberFormat(useTranslation().language, { maximumFractionDigits: 2 });
  const count = (kind: LimitKind, amount: number) => format.format(amount / amountScales[kind]);
  /** "3", "1,5 GiB", "2 Kerne" */
  const amountText = (kind: LimitKind, amount: number): string => {
    if (kind === 'cpu') return text('cores', { count: count(kind, amount) });
    return kind === 'memory' || kind === 'storage' ? text('gib', { count: count(kind, amount) }) : count(kind, amount);
  };
  /** "0,5 von 2 GiB" */
  const shareText = (kind: LimitKind, used: number, value: number): string =>
    text('used', { used: count(kind, used), value: amountText(kind, value) });
  return { amountText, shareText };
}
