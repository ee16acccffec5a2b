import type { Texts } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  title: 'Limits',
  text: 'What you may have at the same time, and how much of it is in use.',
  none: 'There are no limits for you.',
  kinds: {
    running: 'Running containers',
    cards: 'Containers',
    memory: 'Memory',
    cpu: 'Processor',
    storage: 'Stored files',
  },
  rules: {
    everyone: 'For everyone',
    admin: 'For the role admin',
    manager: 'For the role manager',
    user: 'For the role user',
    person: 'For you personally',
  },
};
