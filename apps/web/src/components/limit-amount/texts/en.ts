import type { Texts } from '../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  used: '{{used}} of {{value}}',
  cores: '{{count}} cores',
};
