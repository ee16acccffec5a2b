import type { Variant } from '../../../i18n/texts.type.js';
import type { de } from './de.js';

export const du: Variant<typeof de> = {
  list: 'Deine Klassen',
  waiting: 'Du wirst gleich eingelassen; diese Seite merkt es von selbst',
  help: { next: 'Hilfe gerufen · du bist als Nächstes dran' },
};
