import type { LimitKind } from '@spawner/contracts';
import { useTranslation } from '../../i18n/i18n.js';
import { byteText } from '../../lib/quantities.js';
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
  const { language } = useTranslation();
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const count = (kind: LimitKind, amount: number) => format.format(amount / amountScales[kind]);
  /** "3", "1,5 GiB", "2 Kerne" */
  const amountText = (kind: LimitKind, amount: number): string => {
    if (kind === 'cpu') return text('cores', { count: count(kind, amount) });
    return kind === 'memory' || kind === 'storage' ? byteText(amount, language) : count(kind, amount);
  };
  /** "1 von 3", "512 MiB von 2 GiB" */
  const shareText = (kind: LimitKind, used: number, value: number): string =>
    text('used', { used: kind === 'cpu' ? count(kind, used) : amountText(kind, used), value: amountText(kind, value) });
  return { amountText, shareText };
}
