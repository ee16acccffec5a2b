import type { Texts } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  save: 'Save',
  saving: 'Saving …',
  saved: 'Saved',
  discard: 'Discard',
  unsaved: 'Not saved yet',
  locked: 'Set in .env:',
  changed: 'Last changed by {{name}},',
  changedUnknown: 'Last changed',
  conflict: {
    keep: 'Keep my version',
    drop: 'Load the new state',
    text: 'If you keep your version, the next save replaces the other one.',
  },
};
