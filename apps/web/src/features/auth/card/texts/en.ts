import type { Texts } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  codes: {
    title: 'Log in with a login card',
    text: 'Both codes are on the card. Upper or lower case does not matter.',
    classCode: 'Class code',
    code: 'Personal code',
    short: 'The code has eight characters.',
    submit: 'Log in',
    working: 'One moment …',
    scan: 'With a camera: just scan the QR code of the card.',
    byMail: 'Log in with a mail address',
  },
  device: {
    own: 'This is my own device',
    text: 'Stay logged in for 30 days if the class allows it. Not on computers that others use as well.',
  },
  card: {
    title: 'Log in as {{name}}?',
    text: 'This card belongs to {{name}}.',
    yes: 'Yes, log in as {{name}}',
    no: 'No, another card',
    other: '{{name}} is still logged in here. That login ends.',
    uselessTitle: 'This card does not work',
    uselessText: 'There may be a newer card, or the lesson has not begun yet. The teacher can print a new card.',
    type: 'Type the codes',
  },
};
