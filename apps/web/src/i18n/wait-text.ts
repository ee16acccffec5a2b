import type { WaitsFor } from '@spawner/contracts';
import type { Translate } from './texts.type.js';

/** @param whose container it is: the reader's own, or that of somebody else */
export function waitText(t: Translate, { kind, name }: WaitsFor, whose: 'own' | 'other' = 'own'): string {
  if (kind !== 'node') return t(`wait.${kind}`);
  return t(whose === 'own' ? 'wait.node' : 'wait.nodeOfOther', { name: name ?? '' });
}
