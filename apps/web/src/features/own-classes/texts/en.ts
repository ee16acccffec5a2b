import type { Texts } from '../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  list: 'Your classes',
  lesson: 'Lesson until {{time}}',
  lead: 'To the class',
  noLesson: 'No lesson at the moment',
  waiting: 'You will be let in soon; this page updates by itself',
  help: {
    call: 'Call for help',
    called: 'You called for help · place {{place}}',
    next: 'You called for help · you are next',
    withdraw: 'Withdraw',
    about: 'What is it about? (optional)',
    aboutPlaceholder: 'e.g. My page stays empty',
    tell: 'Add',
    told: '{{teacher}} reads: “{{text}}”',
    change: 'Change',
  },
  message: {
    from: 'Message from {{name}}',
    seen: 'Read',
  },
};
