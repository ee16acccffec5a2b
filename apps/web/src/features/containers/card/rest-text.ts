import type { Container } from '@spawner/contracts';
import type { Translate } from '../../../i18n/texts.type.js';
import { clockTime } from '../../../lib/relative-time.js';

/** Why a container is paused, stopped or removed, and since when; null without a reason. */
export function restText(t: Translate, container: Container, language: string): string | null {
  const { status, rest_reason: reason, status_since: at, kept: volumes } = container;
  if (reason === null) return null;
  if (status === 'not_created') {
    if (reason !== 'idle') return null;
    return t(volumes.length > 0 ? 'rest.removedVolumesStay' : 'rest.removed');
  }
  if (at === null || (status !== 'paused' && status !== 'stopped')) return null;
  return t(`rest.${status}.${reason}`, { since: clockTime(at, language) });
}
