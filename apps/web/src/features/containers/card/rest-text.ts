import type { Container } from '@spawner/contracts';
import type { Translate } from '../../../i18n/texts.type.js';
import { clockTime } from '../../../lib/relative-time.js';

/** Why a container rests, and since when; null where there is nothing to explain. */
export function restText(t: Translate, container: Container, language: string): string | null {
  const { status, rest_reason: reason, status_since: at, kept } = container;
  if (reason === null) return null;
  if (status === 'not_created') {
    if (reason !== 'idle') return null;
    return t(kept.length > 0 ? 'rest.removedButKept' : 'rest.removed');
  }
  if (at === null || (status !== 'paused' && status !== 'stopped')) return null;
  return t(`rest.${status}.${reason}`, { since: clockTime(at, language) });
}
