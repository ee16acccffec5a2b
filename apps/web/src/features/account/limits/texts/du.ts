import type { Variant } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const du: Variant<typeof de> = {
  text: 'Was du gleichzeitig haben darfst, und wie viel davon belegt ist.',
  none: 'Für dich gelten keine Grenzen.',
  rules: { person: 'Gilt für dich persönlich' },
};
