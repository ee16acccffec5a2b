import type { OwnLimit } from '@spawner/contracts';
import type { Translate } from '../../../i18n/texts.type.js';

type Kind = OwnLimit['kind'];

/** How many of an amount's own unit people read as one. */
const scales: Record<Kind, number> = { running: 1, cards: 1, cpu: 1000, memory: 1024 ** 3, storage: 1024 ** 3 };

/** "1,5" */
export const amountNumber = (language: string, kind: Kind, amount: number): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(amount / scales[kind]);

/** "3", "1,5 GiB", "2 Kerne" */
export function amountText(t: Translate, language: string, kind: Kind, amount: number): string {
  const count = amountNumber(language, kind, amount);
  if (kind === 'cpu') return t('limits.cores', { count });
  return kind === 'memory' || kind === 'storage' ? t('limits.gib', { count }) : count;
}
