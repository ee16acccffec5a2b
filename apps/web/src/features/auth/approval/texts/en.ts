import type { Texts } from '../../../../i18n/texts.type.js';
import type { de } from './de.js';

export const en: Texts<typeof de> = {
  waiting: {
    title: 'Your registration waits for approval',
    text: 'An administrator decides about it and has been notified. You can close this page: you will get a mail with the decision.',
  },
  refused: {
    title: 'Your registration was not approved',
    text: 'If you have questions, ask an administrator. Your account will be deleted after 30 days.',
  },
  as: 'Logged in as',
  since: 'Requested',
  live: 'This page continues by itself as soon as there is a decision.',
};
